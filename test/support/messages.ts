import { stageReached } from '../../src/domain/alert.ts'
import { type Credential, daysLeft } from '../../src/domain/credential.ts'
import type {
  ApplicationListMessage,
  ApplicationMessage,
  ApplicationRow,
  CredentialLine,
  CredentialState,
  DigestMessage,
  FormMessage,
  HelpMessage,
  NoticeMessage,
  StatusMessage,
} from '../../src/domain/message.ts'
import type { PolicyMessage } from '../../src/domain/policy-message.ts'
import type { RemoveOldMessage } from '../../src/domain/remove-old-message.ts'
import { aCredential, anApplication, aPerson, inDays, now } from './builders.ts'

const ana = aPerson({ displayName: 'Ana Ruiz' })
const vaultUrl = 'https://keyturn.vault.azure.net/'
const secret = { name: 'keyturn-payroll-export', version: '0123456789abcdef0123456789abcdef' }

/** One of each state that a credential can be in on a card. */
export const everyState: readonly CredentialState[] = [
  { is: 'due' },
  {
    is: 'superseded',
    successor: aCredential({ displayName: 'production 2026', startAt: inDays(-20), endAt: inDays(60) }),
  },
  { is: 'snoozed', by: ana, untilAt: inDays(3), isCut: true, reason: 'Waiting for the vendor' },
  { is: 'renewalApproved', by: ana, at: inDays(-1), rotateAt: inDays(2), reason: 'Still used by payroll' },
  { is: 'rotating', by: ana, at: now },
  {
    is: 'awaitingDeployment',
    by: ana,
    at: inDays(-1),
    vaultUrl,
    secret,
    newKeyId: '00000000-0000-4000-8000-0000000000ff',
    newEndAt: inDays(89),
    problem: null,
  },
  { is: 'removing', by: ana, at: now },
  { is: 'rotated', by: ana, at: now, newEndAt: inDays(89), secret, vaultUrl },
  { is: 'removed', by: ana, at: now },
  { is: 'parked', problem: 'Entra refused a longer lifetime. Ask an administrator to change the policy.', at: now },
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
  const credential = changes.credential ?? aCredential({ endAt: inDays(6) })
  return {
    holder: anApplication(),
    credential,
    stage: stageReached(credential, now, [30, 14, 7]) ?? null,
    daysLeft: daysLeft(credential.endAt, now),
    orphaned: false,
    superseded: false,
    excluded: false,
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
  }
  return {
    is: 'status',
    dryRun: false,
    lastPass: { endedAt: inDays(-0.2), summary },
    runningSince: null,
    nextPassAt: inDays(0.8),
    openRotations: 1,
    awaitingDeployment: 1,
    undelivered: [{ holder: anApplication(), person: ana, reason: 'not-installed' }],
    ...changes,
  }
}

export function aHelp(changes: Partial<HelpMessage> = {}): HelpMessage {
  return {
    is: 'help',
    commands: [
      { usage: '/expiring [days] [text]', does: 'credentials that expire soon' },
      { usage: '/rotate <name or client id>', does: 'make a new secret, keep the old one until you confirm' },
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
    awaitingDeployment: 1,
    rows: [aRow()],
    moreCount: 0,
    ...changes,
  }
}
