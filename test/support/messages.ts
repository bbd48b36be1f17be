import type { AccessReview } from '../../src/domain/access-review.ts'
import { stageReached } from '../../src/domain/alert.ts'
import { type Credential, daysLeft } from '../../src/domain/credential.ts'
import type { HolderRef } from '../../src/domain/holder.ts'
import type { AlertListMessage, AlertRow } from '../../src/domain/messages/alert-list.ts'
import type { ApplicationMessage } from '../../src/domain/messages/application.ts'
import type { ApplicationListMessage, ApplicationRow } from '../../src/domain/messages/application-list.ts'
import type { CredentialLine, CredentialState } from '../../src/domain/messages/credential-line.ts'
import type { DestinationsMessage } from '../../src/domain/messages/destinations.ts'
import type { DigestMessage } from '../../src/domain/messages/digest.ts'
import type { EnrollmentMessage } from '../../src/domain/messages/enrollment.ts'
import type { FormMessage } from '../../src/domain/messages/form.ts'
import type { HelpMessage } from '../../src/domain/messages/help.ts'
import type { HistoryMessage, OwnersOnDayMessage } from '../../src/domain/messages/history.ts'
import type { NominationMessage } from '../../src/domain/messages/nomination.ts'
import type { NoticeMessage } from '../../src/domain/messages/notice.ts'
import type { OrphanListMessage, OrphanRow } from '../../src/domain/messages/orphan-list.ts'
import type { OwnerImportMessage } from '../../src/domain/messages/owner-import.ts'
import type { PolicyMessage } from '../../src/domain/messages/policy.ts'
import type { RemoveOldMessage } from '../../src/domain/messages/remove-old.ts'
import type { StatusMessage } from '../../src/domain/messages/status.ts'
import type { Nomination } from '../../src/domain/nomination.ts'
import type { OwnerImport } from '../../src/domain/owner-import.ts'
import type { DeliveryRecord } from '../../src/domain/rotation.ts'
import { aCredential, aDelivery, anApplication, anId, aPerson, inDays, now } from './builders.ts'

const ana = aPerson({ displayName: 'Ana Ruiz' })
const vaultUrl = 'https://keyturn.vault.azure.net/'
const secret = { name: 'keyturn-payroll-export', version: '0123456789abcdef0123456789abcdef' }

const deliveries: readonly DeliveryRecord[] = [
  aDelivery({ state: 'verified', evidence: 'Version 4 is the current one.' }),
  aDelivery({ state: 'writing', target: { kind: 'webhook', url: 'https://hooks.contoso.example/keyturn' } }),
]

/** One of each state that a credential can be in on a card. */
export const everyState: readonly CredentialState[] = [
  { is: 'due' },
  {
    is: 'superseded',
    successor: aCredential({ displayName: 'production 2026', startAt: inDays(-20), endAt: inDays(60) }),
  },
  { is: 'snoozed', by: ana, untilAt: inDays(3), isCut: true, declinedAt: null, reason: 'Waiting for the vendor' },
  { is: 'renewalApproved', by: ana, at: inDays(-1), rotateAt: inDays(2), reason: 'Still used by payroll' },
  {
    is: 'requested',
    requestId: '00000000-0000-4000-8000-0000000000fe',
    by: ana,
    at: now,
    reason: 'Audit finding',
    because: ['high-privilege', 'orphaned'],
    approvers: [ana],
    isAlone: false,
    untilAt: inDays(3),
  },
  { is: 'rotating', by: ana, at: now, phase: 'delivering', deliveries, problem: null },
  {
    is: 'soaking',
    by: ana,
    at: now,
    untilAt: inDays(1),
    newEndAt: inDays(89),
    deliveries,
    problem: null,
  },
  { is: 'undoing', by: ana, at: now, deliveries: [], problem: null },
  {
    is: 'awaitingDeployment',
    by: ana,
    at: inDays(-1),
    vaultUrl,
    secret,
    newKeyId: '00000000-0000-4000-8000-0000000000ff',
    newEndAt: inDays(89),
    deliveries: [],
    problem: null,
  },
  { is: 'removing', by: ana, at: now, problem: null },
  { is: 'rotated', by: ana, at: now, newEndAt: inDays(89), secret, vaultUrl },
  { is: 'removed', by: ana, at: now },
  {
    is: 'parked',
    problem: 'Entra refused a longer lifetime. Ask an administrator to change the policy.',
    at: now,
    deliveries: [],
    hasNew: false,
  },
  { is: 'gone', at: now },
]

export function stateNamed(is: CredentialState['is']): CredentialState {
  const found = everyState.find((state) => state.is === is)
  if (found === undefined) throw new Error(`no sample of the state ${is}`)
  return found
}

/** A line whose stage and days left follow from the credential's end. */
export function aLine(state: CredentialState = { is: 'due' }, changes: Partial<Credential> = {}): CredentialLine {
  const credential = aCredential({ endAt: inDays(6), ...changes })
  return {
    credential,
    stage: stageReached(credential, now, [30, 14, 7]) ?? null,
    daysLeft: daysLeft(credential.endAt, now),
    state,
    removal: null,
  }
}

/** The domain never offers more than Teams shows. */
function mayWith(lines: readonly CredentialLine[]): ApplicationMessage['may'] {
  const isQuiet = lines.length > 0 && lines.every(({ state }) => state.is === 'superseded')
  if (isQuiet) return ['openRemoveOld', 'stillInUse', 'refresh']
  return ['rotate', 'confirmDeployed', 'openAssignOwner', 'openApproveRenewal', 'openSnooze', 'refresh']
}

export function anApplicationMessage(changes: Partial<ApplicationMessage> = {}): ApplicationMessage {
  return {
    is: 'application',
    holder: anApplication(),
    because: { is: 'owner' },
    owners: [ana],
    orphaned: false,
    lines: [aLine()],
    may: mayWith(changes.lines ?? []),
    dryRun: false,
    news: null,
    ...changes,
  }
}

export function aForm(form: FormMessage['form'], changes: Partial<FormMessage> = {}): FormMessage {
  return {
    is: 'form',
    form,
    holder: anApplication(),
    lines: form === 'assignOwner' ? [] : [aLine()],
    owners: [ana],
    candidates: form === 'assignOwner' ? [ana, aPerson({ displayName: 'Bo Berg' })] : [],
    problem: null,
    typed: {},
    dryRun: false,
    ...changes,
  }
}

export function aRemoveOld(changes: Partial<RemoveOldMessage> = {}): RemoveOldMessage {
  return {
    is: 'removeOld',
    holder: anApplication(),
    old: aCredential({ displayName: 'production 2025', startAt: inDays(-20), endAt: inDays(6) }),
    successor: aCredential({ displayName: 'production 2026', startAt: inDays(-20), endAt: inDays(60) }),
    proof: 'dates',
    signIns: { oldUsedAt: inDays(-20), newUsedAt: inDays(-1) },
    lacking: [],
    isEarly: false,
    requestId: null,
    isEmergency: false,
    dryRun: false,
    ...changes,
  }
}

export function aPolicy(changes: Partial<PolicyMessage> = {}): PolicyMessage {
  const word = { holder: anApplication(), credential: aCredential(), by: ana, reason: 'Waiting for the vendor' }
  return {
    is: 'policy',
    alertDays: [30, 14, 7],
    rotationLifetimeDays: 90,
    escalateAfterDays: 3,
    minimumOwners: 2,
    belowMinimum: 12,
    dryRun: false,
    forAdministrators: {
      administrators: [ana],
      exclusions: [
        {
          holder: anApplication(),
          excludedBy: ana,
          excludedAt: now,
          reason: 'Renewed by its vendor',
          untilAt: inDays(60),
        },
      ],
      snoozes: [{ ...word, untilAt: inDays(3) }],
      stillInUse: [{ ...word, untilAt: null }],
    },
    ...changes,
  }
}

export function aNotice(changes: Partial<NoticeMessage> = {}): NoticeMessage {
  return {
    is: 'notice',
    tone: 'warning',
    title: 'No application found',
    text: 'No application of that name or client ID is known.',
    next: 'Write /mine to see the applications you own.',
    facts: [{ label: 'You wrote', value: 'payrol' }],
    ...changes,
  }
}

export function aRow(changes: Partial<ApplicationRow> = {}): ApplicationRow {
  const { credential = aCredential({ endAt: inDays(6) }) } = changes
  const stage = credential && stageReached({ startAt: null, ...credential }, now, [30, 14, 7])
  return {
    holder: anApplication(),
    credential,
    stage: stage ?? null,
    daysLeft: credential && daysLeft(credential.endAt, now),
    orphaned: false,
    superseded: false,
    excluded: false,
    rotation: null,
    ownerNames: ['Ana Ruiz'],
    ...changes,
  }
}

export function aList(changes: Partial<ApplicationListMessage> = {}): ApplicationListMessage {
  return {
    is: 'list',
    title: 'Expiring within 30 days',
    text: 'Applications that you own, as seen today.',
    rows: [aRow()],
    moreCount: 0,
    emptyText: 'Nothing expires in that time.',
    ...changes,
  }
}

export function anOrphanRow(changes: Partial<OrphanRow> = {}): OrphanRow {
  return {
    holder: anApplication(),
    orphaned: true,
    ownerNames: [],
    secrets: 2,
    certificates: 0,
    isDue: true,
    nextEndAt: inDays(3),
    may: [],
    ...changes,
  }
}

export function anOrphanList(changes: Partial<OrphanListMessage> = {}): OrphanListMessage {
  return {
    is: 'orphans',
    title: 'Applications without an owner',
    text: 'All applications, riskiest first',
    minimumOwners: 1,
    rows: [anOrphanRow()],
    moreCount: 0,
    emptyText: 'Every application has an owner who can be reached.',
    ...changes,
  }
}

export function anImport(changes: Partial<OwnerImport> = {}): OwnerImport {
  return {
    importId: anId(),
    by: ana,
    at: now,
    isCancelled: false,
    lines: [{ line: 2, holder: aHolder(), person: ana, outcome: null }],
    problems: [{ line: 3, text: 'The first field is no client ID.', given: 'payroll, ana@contoso.example' }],
    ...changes,
  }
}

export function anImportMessage(changes: Partial<OwnerImportMessage> = {}): OwnerImportMessage {
  return {
    is: 'ownerImport',
    ownerImport: anImport(),
    isOpen: true,
    isRunning: false,
    dryRun: false,
    news: null,
    ...changes,
  }
}

function aHolder(displayName: string | null = 'Payroll export'): HolderRef {
  const { kind, objectId, clientId } = anApplication()
  return { kind, objectId, clientId, displayName }
}

export function aStatus(changes: Partial<StatusMessage> = {}): StatusMessage {
  const summary = {
    applications: 1200,
    servicePrincipals: 900,
    credentials: 2150,
    findings: 42,
    orphaned: 3,
    notifications: 12,
    rotationsStarted: 1,
    skipped: { 'already-alerted': 25, snoozed: 1 },
    failures: 1,
    problems: ['The owners of Payroll export could not be read. The next pass tries again.'],
    graphRequests: 40,
    tableTransactions: 55,
    durationMs: 5_400,
    dryRun: false,
  }
  return {
    is: 'status',
    dryRun: false,
    lastPass: { endedAt: inDays(-0.2), summary },
    runningSince: null,
    nextPassAt: inDays(0.8),
    openRotations: 1,
    awaitingDeployment: 1,
    waiting: 2,
    undelivered: [{ holder: anApplication(), person: ana, reason: 'not-installed' }],
    ...changes,
  }
}

export function aHelp(changes: Partial<HelpMessage> = {}): HelpMessage {
  return {
    is: 'help',
    commands: [
      { topic: 'see', usage: '/expiring [days] [text]', does: 'credentials that expire soon' },
      {
        topic: 'renew',
        usage: '/rotate <name or client id>',
        does: 'make a new secret, keep the old one until it is in use',
      },
    ],
    notUnderstood: null,
    nearest: null,
    ...changes,
  }
}

export function aDigest(changes: Partial<DigestMessage> = {}): DigestMessage {
  return {
    is: 'digest',
    period: 'weekly',
    asOf: now,
    counts: { expired: 2, third: 3, second: 5, first: 12 },
    orphaned: 2,
    belowMinimum: null,
    awaitingDeployment: 1,
    rows: [aRow()],
    moreCount: 0,
    ...changes,
  }
}

export function anAlertRow(changes: Partial<AlertRow> = {}): AlertRow {
  const lines = [aLine({ is: 'due' }, { endAt: inDays(6) })]
  return { holder: anApplication(), because: { is: 'owner' }, lines, isTakenOver: false, ...changes }
}

export function anAlertList(changes: Partial<AlertListMessage> = {}): AlertListMessage {
  return {
    is: 'alertList',
    rows: [anAlertRow(), anAlertRow({ because: { is: 'manager', of: ana } })],
    dryRun: false,
    ...changes,
  }
}

export function aHistory(changes: Partial<HistoryMessage> = {}): HistoryMessage {
  const manager = aPerson({ displayName: 'Cem Aydin' })
  return {
    is: 'history',
    holder: anApplication(),
    rows: [
      { is: 'event', at: inDays(-1), action: 'renewal-approved', actor: ana, detail: 'Still used by payroll' },
      { is: 'event', at: inDays(-2), action: 'alert-sent', actor: null, detail: 'first alert to Ana Ruiz as owner' },
      { is: 'ownerCame', at: inDays(-5), person: ana, manager },
      { is: 'ownerLeft', at: inDays(-6), person: aPerson({ displayName: 'Bo Berg' }), manager: null },
      { is: 'ownerFound', at: inDays(-20), person: aPerson({ displayName: 'Bo Berg' }), manager },
    ],
    moreCount: 0,
    knownFromAt: inDays(-20),
    ...changes,
  }
}

export function anOwnersOnDay(changes: Partial<OwnersOnDayMessage> = {}): OwnersOnDayMessage {
  const account = { mail: 'ana.ruiz@contoso.example', accountEnabled: true, userType: 'Member' as const }
  return {
    is: 'ownersOnDay',
    holder: anApplication(),
    day: inDays(-10),
    owners: [
      { person: ana, account, manager: aPerson({ displayName: 'Cem Aydin' }) },
      { person: aPerson({ displayName: 'Bo Berg' }), account: { ...account, accountEnabled: false }, manager: null },
    ],
    knownFromAt: inDays(-20),
    ...changes,
  }
}

export function aNomination(changes: Partial<Nomination> = {}): Nomination {
  return {
    nominationId: '11111111-2222-4333-8444-555555555555',
    holder: anApplication(),
    nominee: ana,
    nominatedBy: aPerson({ displayName: 'Cem Aydin' }),
    nominatedAt: inDays(-1),
    state: 'awaitingNominee',
    sequence: 0,
    risks: ['Directory.ReadWrite.All', 'Mail.Send'],
    isRiskUnknown: false,
    expiresAt: inDays(6),
    approvedBy: null,
    reason: null,
    changedAt: now,
    ...changes,
  }
}

export function aNominationMessage(changes: Partial<NominationMessage> = {}): NominationMessage {
  return {
    is: 'nomination',
    nomination: aNomination(),
    role: 'nominee',
    lines: [aLine({ is: 'due' }, { endAt: inDays(6) })],
    owners: [],
    dryRun: false,
    ...changes,
  }
}

export function aDestinations(changes: Partial<DestinationsMessage> = {}): DestinationsMessage {
  const added = { objectId: anId(), isRequired: true, addedBy: ana, addedAt: inDays(-3) }
  return {
    is: 'destinations',
    holder: anApplication(),
    destinations: deliveries.map(({ destinationId, target }, position) => ({
      ...added,
      destinationId,
      position,
      target,
    })),
    mayChange: true,
    news: null,
    problem: null,
    typed: '',
    examples: ['https://payroll.vault.azure.net/secrets/payroll-secret'],
    dryRun: false,
    ...changes,
  }
}

export function anEnrollment(changes: Partial<EnrollmentMessage> = {}): EnrollmentMessage {
  const holder = anApplication()
  return {
    is: 'enrollment',
    holder,
    enrollment: {
      holder,
      keyId: anId(),
      lifetimeDays: 90,
      rotateBefore: { hours: 168 },
      soakHours: null,
      approval: 'yearly',
      timeZone: 'Europe/Berlin',
      quietHours: { from: '22:00', to: '06:00' },
      freezes: [{ from: '2026-12-20', to: '2027-01-05' }],
      enrolledBy: ana,
      enrolledAt: inDays(-9),
    },
    status: {
      lastRotatedAt: inDays(-9),
      endAt: inDays(81),
      nextRotationAt: inDays(74),
      hindrance: null,
      consent: 'given',
    },
    form: {
      keyId: '',
      lifetime: '90',
      before: '7 days',
      soak: '',
      approval: 'yearly',
      quiet: '',
      zone: 'UTC',
      freezes: '',
    },
    lines: [aLine({ is: 'due' }), aLine({ is: 'due' })],
    destinationCount: 2,
    news: null,
    problem: null,
    dryRun: false,
    ...changes,
  }
}

export function aReview(changes: Partial<AccessReview> = {}): AccessReview {
  return {
    permissions: ['Files.ReadWrite.All', 'User.Read.All'],
    highPrivilege: ['Files.ReadWrite.All'],
    lastSignInAt: inDays(-1),
    createdAt: inDays(-20),
    lastRotation: { by: ana, at: inDays(-20) },
    destinations: deliveries.map(({ target }) => target),
    request: { by: ana, reason: 'Audit finding', until: inDays(3) },
    ...changes,
  }
}
