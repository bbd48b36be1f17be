import { z } from 'zod/v4'
import type { Credential } from '../domain/credential.ts'
import { hasCode } from '../domain/errors.ts'
import type { HolderRef } from '../domain/holder.ts'
import type { CredentialRules } from '../ports.ts'
import type { GraphClient } from './create-graph-client.ts'
import { holderPath } from './holder-path.ts'
import { parseReply } from './parse-reply.ts'

const rule = z.object({ restrictionType: z.string(), state: z.string().nullish(), maxLifetime: z.string().nullish() })
const restrictions = z
  .object({ passwordCredentials: z.array(rule).nullish(), keyCredentials: z.array(rule).nullish() })
  .nullish()
/** What an application may lock on its service principals (`servicePrincipalLockConfiguration`). */
const lockShape = z.object({
  servicePrincipalLockConfiguration: z
    .object({
      isEnabled: z.boolean().nullish(),
      allProperties: z.boolean().nullish(),
      credentialsWithUsageVerify: z.boolean().nullish(),
      credentialsWithUsageSign: z.boolean().nullish(),
    })
    .nullish(),
})

const assignedShape = z.object({ value: z.array(z.object({ isEnabled: z.boolean().nullish(), restrictions })) })
const defaultShape = z.object({
  isEnabled: z.boolean().nullish(),
  applicationRestrictions: restrictions,
  servicePrincipalRestrictions: restrictions,
})

const permission = 'Policy.Read.All'

/**
 * What the tenant's app management policies, and a lock on a service principal, allow for a new credential; no limit
 * where they cannot be read. A policy assigned to the holder replaces the tenant's default.
 */
export async function readCredentialRules(
  client: GraphClient,
  holder: HolderRef,
  kind: Credential['kind'],
): Promise<CredentialRules> {
  const isLocked = (await orUnknown(readLock(client, holder))) ?? false
  const limits = await orUnknown(readLimits(client, holder))
  return { ...rulesOf(limits, kind), isLocked }
}

/** Without the right to read policies the request itself tells: Entra refuses what it does not allow and changes nothing. */
async function orUnknown<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    if (hasCode(error, 'directory-denied', 'directory-not-found', 'directory-refused', 'directory-unreachable'))
      return undefined
    throw error
  }
}

async function readLimits(client: GraphClient, holder: HolderRef): Promise<z.infer<typeof restrictions>> {
  const assigned = await readAssigned(client, holder)
  if (assigned !== undefined) return assigned
  const path = '/v1.0/policies/defaultAppManagementPolicy'
  const call = { does: "read the tenant's app management policy", permission }
  const policy = parseReply(defaultShape, await client.get(path, call), call)
  if (policy.isEnabled !== true) return null
  return holder.kind === 'application' ? policy.applicationRestrictions : policy.servicePrincipalRestrictions
}

/** Only where the application lives in this tenant; elsewhere nobody here can read it. */
async function readLock(client: GraphClient, { kind, clientId }: HolderRef): Promise<boolean> {
  if (kind !== 'servicePrincipal') return false
  const path = `/v1.0/applications(appId='${encodeURIComponent(clientId)}')?$select=id,servicePrincipalLockConfiguration`
  const call = { does: 'read what the application locks', permission: 'Application.Read.All' }
  const lock = parseReply(lockShape, await client.get(path, call), call).servicePrincipalLockConfiguration
  if (lock?.isEnabled !== true) return false
  return [lock.allProperties, lock.credentialsWithUsageVerify, lock.credentialsWithUsageSign].includes(true)
}

async function readAssigned(client: GraphClient, holder: HolderRef): Promise<z.infer<typeof restrictions> | undefined> {
  if (holder.kind !== 'application') return undefined
  const path = `/v1.0${holderPath(holder.kind, holder.objectId)}/appManagementPolicies`
  const call = { does: 'read the app management policies of an application', permission }
  const { value } = parseReply(assignedShape, await client.get(path, call), call)
  const enabled = value.find(({ isEnabled }) => isEnabled === true)
  return enabled && (enabled.restrictions ?? {})
}

function rulesOf(
  limits: z.infer<typeof restrictions>,
  kind: Credential['kind'],
): Pick<CredentialRules, 'areAllowed' | 'longestDays'> {
  const [list, lifetime, addition] =
    kind === 'password'
      ? [limits?.passwordCredentials, 'passwordLifetime', 'passwordAddition']
      : [limits?.keyCredentials, 'asymmetricKeyLifetime', null]
  const rules = (list ?? []).filter(({ state }) => state !== 'disabled')
  const days = rules
    .filter(({ restrictionType }) => restrictionType === lifetime)
    .map(({ maxLifetime }) => daysOf(maxLifetime ?? ''))
    .filter((value) => value !== undefined)
  const areAllowed = !rules.some(({ restrictionType }) => restrictionType === addition)
  return { areAllowed, longestDays: days.length === 0 ? undefined : Math.min(...days) }
}

/** ISO 8601 durations as Entra writes them, such as P90D or P1Y; months and years counted short, to stay below. */
function daysOf(duration: string): number | undefined {
  const match = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?.*)?$/.exec(duration)
  if (match === null) return undefined
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0] = match.slice(1).map((part) => Number(part ?? 0))
  return years * 365 + months * 28 + weeks * 7 + days + hours / 24
}
