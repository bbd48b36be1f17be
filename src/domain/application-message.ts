import { type AlertDays, needsAttention, stageReached } from './alert.ts'
import type { Approval, Snooze } from './approval.ts'
import { type Credential, daysLeft } from './credential.ts'
import type { RecipientReason } from './finding.ts'
import type { Holder } from './holder.ts'
import { canBeUnneeded, canRemoveEarly } from './line-powers.ts'
import type { ApplicationMessage } from './messages/application.ts'
import type { CredentialLine, CredentialState } from './messages/credential-line.ts'
import { answersTo, buttonsFor } from './offered-verbs.ts'
import { isOrphaned, type PersonRef, reachableOwners } from './person.ts'
import type { Removal, RemovalRequest } from './removal.ts'
import { openStates, type Rotation } from './rotation.ts'

/** All that is known about an application at one moment; the card is a function of it. */
export interface ApplicationView {
  readonly holder: Holder
  readonly rotations: readonly Rotation[]
  readonly approvals: readonly Approval[]
  readonly snoozes: readonly Snooze[]
  /** New keyId by old keyId, for those that are superseded. */
  readonly superseded: ReadonlyMap<string, string>
  /** Credentials that Keyturn removed because they had been replaced. */
  readonly removals?: readonly Removal[]
  /** Those that wait for an answer. */
  readonly removalRequests?: readonly RemovalRequest[]
  readonly vaultUrl: string
  readonly alertDays: AlertDays
  readonly dryRun: boolean
  readonly now: Date
}

export interface Reader {
  /** Undefined where nothing on the card depends on who reads it. */
  readonly personId?: string
  readonly because: RecipientReason | null
  /** The credentials to show; null: all that need attention or are being dealt with. */
  readonly keyIds: readonly string[] | null
  readonly news: string | null
}

/** The card of one application for one reader: the alert, and all it turns into as the matter is settled. */
export function applicationMessage(view: ApplicationView, reader: Reader): ApplicationMessage {
  const lines = linesOf(view, reader.keyIds)
  return {
    is: 'application',
    holder: view.holder,
    because: reader.because,
    owners: reachableOwners(view.holder.owners).map(refOf),
    orphaned: isOrphaned(view.holder.owners),
    lines,
    may: verbsFor(view, reader, lines),
    dryRun: view.dryRun,
    news: reader.news,
  }
}

function verbsFor(view: ApplicationView, reader: Reader, lines: readonly CredentialLine[]): ApplicationMessage['may'] {
  if (!mayAct(view, reader)) return reader.because?.is === 'approver' ? answersTo(lines) : ['refresh']
  const verbs = buttonsFor(lines)
  return waitsForOthers(lines, reader) ? verbs.filter((verb) => verb !== 'openApproveRenewal') : verbs
}

/** Nobody agrees to their own request; only administrators may in an emergency, and where nobody else can be asked. */
function waitsForOthers(lines: readonly CredentialLine[], { personId, because }: Reader): boolean {
  if (personId === undefined || because === null || because.is === 'administrator') return false
  const requests = lines.flatMap(({ state }) => (state.is === 'requested' ? [state] : []))
  return requests.length > 0 && requests.every(({ by, isAlone }) => by?.personId === personId && !isAlone)
}

/** Whoever was told in the place of an owner may act while there is none; after that only see. */
function mayAct({ holder }: ApplicationView, { because }: Reader): boolean {
  if (because?.is === 'approver') return false
  const isStandIn = because?.is === 'previousOwner' || because?.is === 'manager' || because?.is === 'nextManager'
  return !isStandIn || isOrphaned(holder.owners)
}

/** Credentials by urgency, with what is being done about each. */
export function linesOf(view: ApplicationView, keyIds: readonly string[] | null): CredentialLine[] {
  const present = new Map(view.holder.credentials.map((credential) => [credential.keyId, credential]))
  for (const { old } of view.rotations) if (!present.has(old.keyId)) present.set(old.keyId, old)
  for (const { credential } of view.removals ?? []) {
    if (!present.has(credential.keyId)) present.set(credential.keyId, credential)
  }
  const lines = [...present.values()].map((credential) => lineOf(view, credential))
  const shown =
    keyIds === null
      ? lines.filter((line) => isWorthShowing(view, line))
      : lines.filter(({ credential }) => keyIds.includes(credential.keyId))
  return shown.toSorted((a, b) => (a.daysLeft ?? Number.MAX_SAFE_INTEGER) - (b.daysLeft ?? Number.MAX_SAFE_INTEGER))
}

/** Credentials that need attention or are being dealt with. */
export function keyIdsWorthShowing(view: ApplicationView): string[] {
  return linesOf(view, null).map(({ credential }) => credential.keyId)
}

function lineOf(view: ApplicationView, credential: Credential): CredentialLine {
  const line = {
    credential,
    stage: stageReached(credential, view.now, view.alertDays) ?? null,
    daysLeft: daysLeft(credential.endAt, view.now),
    state: stateOf(view, credential),
    removal: null,
  }
  return { ...line, removal: removalOf(view, line) }
}

/** A request that still fits: what replaced the credential, or did not, is as it was when somebody asked. */
function removalOf(view: ApplicationView, line: CredentialLine): RemovalRequest | null {
  const { keyId } = line.credential
  const asked = view.removalRequests?.find((one) => one.keyId === keyId && view.now < one.expiresAt)
  if (asked === undefined) return null
  if (asked.rotationId === null) return canBeUnneeded(line) ? asked : null
  const rotation = latestRotation(view.rotations, keyId)
  return canRemoveEarly(line) && rotation?.rotationId === asked.rotationId ? asked : null
}

function isWorthShowing(view: ApplicationView, line: CredentialLine): boolean {
  if (line.state.is === 'due') return line.stage !== null && !isLeftover(view, line)
  return line.state.is !== 'superseded' && line.state.is !== 'removed'
}

/** Has expired beside a valid one of its kind, and nothing is being done about it: nobody is alerted, so nobody means it. */
export function isLeftover(
  { holder, now }: Pick<ApplicationView, 'holder' | 'now'>,
  { credential, stage, state }: CredentialLine,
): boolean {
  return state.is === 'due' && stage !== null && !needsAttention(credential, holder.credentials, stage, now)
}

function stateOf(view: ApplicationView, credential: Credential): CredentialState {
  const rotation = latestRotation(view.rotations, credential.keyId)
  if (rotation !== undefined && rotation.state !== 'cancelled') return rotationState(rotation, view.vaultUrl)
  if (!view.holder.credentials.some(({ keyId }) => keyId === credential.keyId)) return absentState(view, credential)

  const approval = view.approvals.find(({ keyId }) => keyId === credential.keyId)
  if (approval !== undefined) {
    const { approvedBy, approvedAt, rotateAt, reason } = approval
    return { is: 'renewalApproved', by: approvedBy, at: approvedAt, rotateAt, reason }
  }
  const snooze = view.snoozes.find(({ keyId, untilAt }) => keyId === credential.keyId && untilAt > view.now)
  if (snooze !== undefined) {
    const { snoozedBy, snoozedAt, untilAt, isCut, isDeclined, reason } = snooze
    return { is: 'snoozed', by: snoozedBy, untilAt, isCut, declinedAt: isDeclined ? snoozedAt : null, reason }
  }

  const byKeyId = view.superseded.get(credential.keyId)
  const successor = view.holder.credentials.find(({ keyId }) => keyId === byKeyId)
  return successor === undefined ? { is: 'due' } : { is: 'superseded', successor }
}

function absentState(view: ApplicationView, { keyId }: Credential): CredentialState {
  const removal = view.removals?.find(({ credential }) => credential.keyId === keyId)
  return removal === undefined
    ? { is: 'gone', at: view.now }
    : { is: 'removed', by: removal.removedBy, at: removal.removedAt }
}

function rotationState(rotation: Rotation, vaultUrl: string): CredentialState {
  const { approvedBy: by, changedAt: at, deliveries, problem, newEndAt } = rotation
  switch (rotation.state) {
    case 'proposed':
      return requestedState(rotation)
    case 'approved':
    case 'minting':
    case 'escrowed':
    case 'delivering': {
      const phase = phases[rotation.state]
      return { is: 'rotating', by, at: rotation.approvedAt, phase, deliveries, problem }
    }
    case 'awaitingDeployment': {
      const { vaultSecret: secret, newKeyId } = rotation
      if (newKeyId === null) throw new TypeError('nothing waits to be deployed without a new secret')
      return {
        is: 'awaitingDeployment',
        by,
        at,
        vaultUrl,
        secret,
        newKeyId,
        newEndAt,
        deliveries,
        problem,
      }
    }
    case 'soaking':
      return {
        is: 'soaking',
        by,
        at: rotation.deliveredAt ?? at,
        untilAt: rotation.nextStepAt,
        newEndAt,
        deliveries,
        problem,
      }
    case 'retiring':
      return { is: 'removing', by: rotation.confirmedBy, at, problem }
    case 'done':
      return { is: 'rotated', by, at, newEndAt, secret: rotation.vaultSecret, vaultUrl }
    case 'compensating':
      return { is: 'undoing', by: rotation.undoneBy, at, deliveries, problem }
    case 'parked':
    case 'failed':
    case 'cancelled': {
      const hasNew = rotation.state === 'parked'
      return {
        is: 'parked',
        problem: problem ?? 'The rotation was stopped.',
        at,
        deliveries: hasNew ? deliveries : [],
        hasNew,
      }
    }
  }
}

function requestedState({ rotationId, request, reason, approvedAt, approvedBy }: Rotation): CredentialState {
  return {
    is: 'requested',
    requestId: rotationId,
    by: request === null ? approvedBy : request.requestedBy,
    at: request?.requestedAt ?? approvedAt,
    reason,
    because: request?.because ?? [],
    approvers: request?.approvers ?? [],
    isAlone: request?.aloneSinceAt != null,
    untilAt: request?.expiresAt ?? approvedAt,
  }
}

const phases = { approved: 'making', minting: 'making', escrowed: 'proving', delivering: 'delivering' } as const

/** An open rotation before any ended one; else the one that changed last. */
export function latestRotation<R extends Rotation>(rotations: readonly R[], keyId: string): R | undefined {
  const own = rotations.filter(({ old }) => old.keyId === keyId)
  const open = own.find(({ state }) => openStates.includes(state))
  return open ?? own.toSorted((a, b) => b.changedAt.getTime() - a.changedAt.getTime())[0]
}

function refOf({ personId, displayName }: PersonRef): PersonRef {
  return { personId, displayName }
}
