import { latestRotation } from '../../domain/application-message.ts'
import type { Credential } from '../../domain/credential.ts'
import { canRemoveEarly } from '../../domain/line-powers.ts'
import type { CredentialLine } from '../../domain/messages/credential-line.ts'
import type { RemoveOldMessage } from '../../domain/messages/remove-old.ts'
import { noEvidence, proofOf } from '../../domain/superseded.ts'
import type { AppContext, CurrentApplication, StoredRotation } from '../../ports.ts'
import type { Entitled } from '../actor.ts'
import { chooseLine } from '../choose-line.ts'
import type { Decision } from '../decision.ts'
import type { Action } from '../parse-action.ts'
import { lastSignIns } from '../renewal/last-sign-ins.ts'
import { alreadyDecided } from '../rotation/request-meant.ts'
import { agreeOnRemoval, isOwnEmergency } from './agree-removal.ts'

/** `Remove old`, first step: shows what would be removed, what speaks for it and what breaks if that is wrong. */
export async function askRemoveOld(
  ctx: Pick<AppContext, 'directory' | 'policy' | 'log'>,
  application: CurrentApplication,
  entitled: Entitled,
  { keyId, requestId }: Pick<Action, 'keyId' | 'requestId'>,
): Promise<Decision> {
  const line = chooseLine(application, keyId, isRemovable)
  if (requestId !== undefined && line?.removal?.requestId !== requestId) return { is: 'show', news: alreadyDecided }
  const replaced = line && replacementOf(application, line)
  if (line === undefined || replaced === undefined) return notReplaced(line)
  const { holder, rotations, now, dryRun } = application
  const { credential: old } = line
  const { successor, rotation } = replaced
  const made = rotations.flatMap(({ old: from, newKeyId }) =>
    newKeyId === null ? [] : [[from.keyId, newKeyId] as const],
  )
  const message: RemoveOldMessage = {
    is: 'removeOld',
    holder,
    old,
    successor,
    proof: proofOf(old, successor, now, { ...noEvidence, madeByKeyturn: new Map(made) }) ?? 'sign-ins',
    signIns: await lastSignIns(ctx, holder.clientId, old.keyId, successor.keyId),
    lacking: rotation?.deliveries.filter(({ state }) => state !== 'verified' && state !== 'attested') ?? [],
    isEarly: rotation !== null,
    requestId: line.removal?.requestId ?? null,
    isEmergency: await isOwnEmergency(ctx, entitled, line),
    dryRun,
  }
  return { is: 'ask', form: message }
}

/** `Remove old`, second step. The application has just been read from Entra, and the old one is still replaced. */
export async function removeOld(
  ctx: Pick<AppContext, 'directory' | 'cards' | 'policy' | 'rotations' | 'approvals'>,
  application: CurrentApplication,
  entitled: Entitled,
  action: Pick<Action, 'keyId' | 'requestId' | 'reason'>,
): Promise<Decision> {
  const { person: by } = entitled
  const line = chooseLine(application, action.keyId, isRemovable)
  const replaced = line && replacementOf(application, line)
  if (line === undefined || replaced === undefined) return notReplaced(line)
  if (line.credential.kind === 'certificate') {
    return {
      is: 'impossible',
      text: 'Keyturn removes client secrets only. Remove this certificate in Entra, under Certificates & secrets. Nothing was changed.',
    }
  }
  if (application.dryRun) {
    return { is: 'show', news: 'Dry run: the old client secret would be removed now. Nothing was changed.' }
  }
  const { rotation, successor } = replaced
  if (rotation === null) return { is: 'removeOld', credential: line.credential, successor, by }
  const now = { is: 'removeNow', rotation, by } as const
  return ctx.policy.fourEyes.includes('removal') ? agreeOnRemoval(ctx, application, entitled, line, action, now) : now
}

interface Replacement {
  readonly successor: Credential
  /** The rotation that is still open; null: it has ended, or somebody else replaced it. */
  readonly rotation: StoredRotation | null
}

function replacementOf(application: CurrentApplication, line: CredentialLine): Replacement | undefined {
  if (line.state.is === 'superseded') return { successor: line.state.successor, rotation: null }
  if (!canRemoveEarly(line)) return undefined
  const rotation = latestRotation(application.rotations, line.credential.keyId)
  const successor = application.holder.credentials.find(({ keyId }) => keyId === rotation?.newKeyId)
  return rotation && successor && { successor, rotation }
}

function isRemovable(line: CredentialLine): boolean {
  return line.state.is === 'superseded' || canRemoveEarly(line)
}

function notReplaced(line: CredentialLine | undefined): Decision {
  if (line === undefined) {
    return {
      is: 'impossible',
      text: 'No credential of this application has been replaced, so there is nothing to remove.',
    }
  }
  if (line.state.is === 'gone' || line.state.is === 'removed') {
    return { is: 'show', news: 'The old credential is no longer in Entra.' }
  }
  return { is: 'show', news: 'Nothing in Entra replaces this credential now, so it stays. Nothing was changed.' }
}
