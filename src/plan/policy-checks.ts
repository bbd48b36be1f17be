import type { Finding } from '../domain/finding.ts'
import { credentialKey, type Situation } from '../domain/situation.ts'
import type { SkipReason } from '../domain/skip-reason.ts'

/** Says why nobody is told of a finding, or undefined. Pure: all it may look at, the time too, is in `situation`. */
export type PolicyCheck = (finding: Finding, situation: Situation) => SkipReason | undefined

/** First match wins, so the reason an owner most needs to hear comes first. */
export const policyChecks: readonly PolicyCheck[] = [isSuperseded, isBeingRotated, isRenewalApproved, isSnoozed]

function isSuperseded(finding: Finding): SkipReason | undefined {
  return finding.supersededBy === null ? undefined : 'superseded'
}

function isBeingRotated(finding: Finding, situation: Situation): SkipReason | undefined {
  return situation.rotating.has(keyOf(finding)) ? 'in-rotation' : undefined
}

function isRenewalApproved(finding: Finding, situation: Situation): SkipReason | undefined {
  return situation.approvals.has(keyOf(finding)) ? 'renewal-approved' : undefined
}

function isSnoozed(finding: Finding, situation: Situation): SkipReason | undefined {
  const untilAt = situation.snoozedUntil.get(keyOf(finding))
  return untilAt !== undefined && untilAt > situation.now ? 'snoozed' : undefined
}

function keyOf(finding: Finding): string {
  return credentialKey(finding.holder.objectId, finding.credential.keyId)
}
