import { isOnTime } from '../domain/approval.ts'
import { isOpenAt } from '../domain/exclusion.ts'
import type { Finding } from '../domain/finding.ts'
import { answersAlerts } from '../domain/rotation.ts'
import { credentialKey, type Decided } from '../domain/situation.ts'
import type { SkipReason } from '../domain/skip-reason.ts'

/** Says why nobody is told of a finding, or undefined. Pure: all it may look at, the time too, is in `decided`. */
export type PolicyCheck = (finding: Finding, decided: Decided) => SkipReason | undefined

/** First match wins, so the reason an owner most needs to hear comes first. */
const policyChecks: readonly PolicyCheck[] = [
  isExcluded,
  isSuperseded,
  isBeingRotated,
  isRenewalApproved,
  isSnoozed,
  isUnattended,
]

/** Why nobody is told of this finding; undefined: somebody is to be told. */
export function silenceOf(finding: Finding, decided: Decided): SkipReason | undefined {
  return policyChecks.map((check) => check(finding, decided)).find((reason) => reason !== undefined)
}

/** By an administrator for a time, or because Microsoft renews it by itself. */
function isExcluded(finding: Finding, decided: Decided): SkipReason | undefined {
  if (finding.isSelfManaged === true) return 'excluded'
  const exclusion = decided.exclusions.get(finding.holder.clientId)
  return exclusion !== undefined && isOpenAt(exclusion, decided.now) ? 'excluded' : undefined
}

/** A new secret that still waits for its deployment replaces nothing yet; its rotation says whether to be silent. */
function isSuperseded(finding: Finding, decided: Decided): SkipReason | undefined {
  return finding.supersededBy === null || decided.openRotations.has(keyOf(finding)) ? undefined : 'superseded'
}

function isBeingRotated(finding: Finding, decided: Decided): SkipReason | undefined {
  const rotation = decided.openRotations.get(keyOf(finding))
  return rotation !== undefined && answersAlerts(rotation, finding.stage, decided.now) ? 'in-rotation' : undefined
}

function isRenewalApproved(finding: Finding, decided: Decided): SkipReason | undefined {
  const approval = decided.approvals.get(keyOf(finding))
  return approval !== undefined && isOnTime(approval, decided.now) ? 'renewal-approved' : undefined
}

function isSnoozed(finding: Finding, decided: Decided): SkipReason | undefined {
  const snooze = decided.snoozes.get(keyOf(finding))
  return snooze !== undefined && snooze.untilAt > decided.now ? 'snoozed' : undefined
}

/** The schedule rotates it in time, so nobody has to; without an owner it may find nobody who answers for that. */
function isUnattended(finding: Finding, decided: Decided): SkipReason | undefined {
  if (finding.stage === 'expired' || finding.orphaned) return undefined
  const until = decided.unattended.get(keyOf(finding))
  return until !== undefined && decided.now < until ? 'unattended' : undefined
}

function keyOf(finding: Finding): string {
  return credentialKey(finding.holder.objectId, finding.credential.keyId)
}
