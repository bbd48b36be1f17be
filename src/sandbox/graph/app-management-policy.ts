import type { KeyCredentialConfiguration, PasswordCredentialConfiguration } from '@microsoft/microsoft-graph-types'
import type { HolderKind, StoredHolder } from '../tenant/directory-object.ts'
import type { GraphCall } from './graph-call.ts'
import { GraphError } from './graph-error.ts'

/** Service principals without a creation date count as made on this day. */
const assumedCreation = '2019-01-01T00:00:00Z'

/** Refuses a new password that the policy in force forbids. Existing ones are never touched by a policy. */
export function checkPasswordPolicy(call: GraphCall, kind: HolderKind, holder: StoredHolder, lifetimeMs: number): void {
  const { policyId, restrictions } = policyFor(call, kind, holder)
  for (const restriction of restrictions?.passwordCredentials ?? []) {
    if (restriction.state === 'disabled' || !appliesTo(restriction, holder)) continue
    if (restriction.restrictionType === 'passwordAddition') throw additionForbidden(policyId)
    const maxMs = durationMs(restriction.maxLifetime)
    if (restriction.restrictionType === 'passwordLifetime' && lifetimeMs > maxMs) throw lifetimeTooLong(policyId)
  }
}

/** The same for a new certificate, of which a policy limits the lifetime alone. */
export function checkKeyPolicy(call: GraphCall, kind: HolderKind, holder: StoredHolder, lifetimeMs: number): void {
  const { policyId, restrictions } = policyFor(call, kind, holder)
  for (const restriction of restrictions?.keyCredentials ?? []) {
    if (restriction.state === 'disabled' || !appliesTo(restriction, holder)) continue
    const maxMs = durationMs(restriction.maxLifetime)
    if (restriction.restrictionType === 'asymmetricKeyLifetime' && lifetimeMs > maxMs) throw lifetimeTooLong(policyId)
  }
}

/** A policy assigned to the application replaces the tenant's and never adds to it. */
function policyFor({ tenant }: GraphCall, kind: HolderKind, { id }: StoredHolder) {
  const assigned = tenant.assignedPolicies.get(id)
  if (assigned !== undefined) {
    return { policyId: assigned.id ?? '', restrictions: assigned.isEnabled ? assigned.restrictions : null }
  }
  const policy = tenant.appManagementPolicy
  const ofKind = kind === 'application' ? policy.applicationRestrictions : policy.servicePrincipalRestrictions
  return { policyId: policy.id ?? '', restrictions: policy.isEnabled ? ofKind : null }
}

function appliesTo(
  { restrictForAppsCreatedAfterDateTime: from }: PasswordCredentialConfiguration | KeyCredentialConfiguration,
  holder: StoredHolder,
) {
  const createdDateTime = 'createdDateTime' in holder ? holder.createdDateTime : null
  return from == null || Date.parse(createdDateTime ?? assumedCreation) >= Date.parse(from)
}

/** An ISO 8601 duration; years count 365 days and months 30. None means no limit. */
export function durationMs(duration: string | null | undefined): number {
  const pattern = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/
  const match = pattern.exec(duration ?? '')
  if (match === null) return Number.POSITIVE_INFINITY
  const [years, months, weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0))
  const totalDays = (years ?? 0) * 365 + (months ?? 0) * 30 + (weeks ?? 0) * 7 + (days ?? 0)
  return (((totalDays * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000
}

function lifetimeTooLong(policyId: string): GraphError {
  const message = `Credential lifetime exceeds the max value allowed as per assigned policy '${policyId}'.`
  return new GraphError(400, 'CredentialInvalidLifetimeAsPerAppPolicy', message, {
    details: [{ code: 'InvalidKeyEndDate', message, target: 'EndDate' }],
  })
}

function additionForbidden(policyId: string): GraphError {
  const message = `Credential type not allowed as per assigned policy '${policyId}'.`
  return new GraphError(400, 'CredentialTypeNotAllowedAsPerAppPolicy', message)
}
