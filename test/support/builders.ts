import type { Approval, Snooze } from '../../src/domain/approval.ts'
import type { Credential } from '../../src/domain/credential.ts'
import type { Finding } from '../../src/domain/finding.ts'
import type { Holder } from '../../src/domain/holder.ts'
import type { Owner, Person } from '../../src/domain/person.ts'
import type { DeliveryRecord, Rotation } from '../../src/domain/rotation.ts'
import type { Situation } from '../../src/domain/situation.ts'
import type { CurrentApplication } from '../../src/ports.ts'

export const DAY_MS = 86_400_000
export const now = new Date('2026-05-01T12:00:00Z')

export function inDays(days: number, from = now): Date {
  return new Date(from.getTime() + days * DAY_MS)
}

let counter = 0

/** A fresh GUID that tells its purpose by its last digits, so that failures are readable. */
export function anId(): string {
  counter += 1
  return `00000000-0000-4000-8000-${String(counter).padStart(12, '0')}`
}

export function aCredential(changes: Partial<Credential> = {}): Credential {
  return {
    keyId: anId(),
    kind: 'password',
    displayName: 'nightly job',
    hint: 'abc',
    startAt: inDays(-300),
    endAt: inDays(20),
    isSamlSigning: false,
    ...changes,
  }
}

export function aPerson(changes: Partial<Person> = {}): Person {
  const personId = changes.personId ?? anId()
  return {
    personId,
    displayName: `Person ${personId.slice(-3)}`,
    mail: `p${personId.slice(-3)}@contoso.example`,
    userPrincipalName: `p${personId.slice(-3)}@contoso.example`,
    accountEnabled: true,
    userType: 'Member',
    ...changes,
  }
}

export function anOwner(changes: Partial<Person> = {}): Owner & { type: 'user' } {
  return { type: 'user', ...aPerson(changes) }
}

export function anApplication(changes: Partial<Holder> = {}): Holder {
  return {
    kind: 'application',
    objectId: anId(),
    clientId: anId(),
    displayName: 'Payroll export',
    signInAudience: 'AzureADMyOrg',
    credentials: [aCredential()],
    owners: [anOwner()],
    ...changes,
  }
}

export function aFinding(changes: Partial<Finding> = {}): Finding {
  const holder = changes.holder ?? anApplication()
  return {
    holder,
    credential: aCredential(),
    stage: 'first',
    daysLeft: 20,
    supersededBy: null,
    orphaned: false,
    owners: [anOwner()],
    formerOwners: [],
    ...changes,
  }
}

export function aSituation(changes: Partial<Situation> = {}): Situation {
  return {
    now,
    told: new Map(),
    openRotations: new Map(),
    approvals: new Map(),
    snoozes: new Map(),
    stillInUse: new Map(),
    unattended: new Map(),
    exclusions: new Map(),
    people: new Map(),
    rememberedManagers: new Map(),
    administrators: [],
    administratorsChannelId: undefined,
    escalateAfterDays: 5,
    ...changes,
  }
}

export function aDelivery(changes: Partial<DeliveryRecord> = {}): DeliveryRecord {
  return {
    destinationId: anId(),
    isRequired: true,
    target: {
      kind: 'keyVault',
      vaultUrl: 'https://payroll.vault.azure.net',
      secretName: 'payroll-secret',
      grantOwnersOn: null,
    },
    state: 'waiting',
    receipt: null,
    repairs: 0,
    evidence: null,
    problem: null,
    ...changes,
  }
}

export function aRotation(changes: Partial<Rotation> = {}): Rotation {
  return {
    rotationId: anId(),
    holder: anApplication(),
    old: aCredential(),
    state: 'approved',
    sequence: 0,
    attempt: 0,
    tries: 0,
    misses: 0,
    isUnattended: false,
    approvedBy: aPerson(),
    approvedAt: now,
    reason: 'renewal',
    nextStepAt: now,
    newKeyId: null,
    newEndAt: null,
    request: null,
    vaultSecret: null,
    escrowedAt: null,
    deliveries: [],
    lifetimeDays: 90,
    soakHours: 24,
    deliveredAt: null,
    confirmedBy: null,
    undoneBy: null,
    problem: null,
    changedAt: now,
    ...changes,
  }
}

export function anApproval(changes: Partial<Approval> = {}): Approval {
  return {
    objectId: anId(),
    keyId: anId(),
    approvedBy: aPerson(),
    approvedAt: now,
    reason: 'still needed',
    rotateAt: inDays(3),
    ...changes,
  }
}

export function aSnooze(changes: Partial<Snooze> = {}): Snooze {
  return {
    objectId: anId(),
    keyId: anId(),
    snoozedBy: aPerson(),
    snoozedAt: now,
    untilAt: inDays(2),
    isCut: false,
    isDeclined: false,
    reason: null,
    ...changes,
  }
}

/** An application as a decision sees it: nothing is recorded about it yet. */
export function aCurrentApplication(changes: Partial<CurrentApplication> = {}): CurrentApplication {
  return {
    holder: anApplication(),
    rotations: [],
    approvals: [],
    snoozes: [],
    stillInUse: [],
    removals: [],
    superseded: new Map(),
    vaultUrl: 'https://keyturn.vault.azure.net/',
    alertDays: [30, 14, 7],
    dryRun: false,
    now,
    ...changes,
  }
}
