import { z } from 'zod/v4'
import type { Credential } from '../domain/credential.ts'
import { hasCode } from '../domain/errors.ts'
import type { HolderRef } from '../domain/holder.ts'
import type { CredentialRules } from '../ports.ts'
import type { GraphClient } from './create-graph-client.ts'
import { holderPath } from './holder-path.ts'
import { mapInstant } from './map-instant.ts'
import { parseReply } from './parse-reply.ts'

const rule = z.object({
  restrictionType: z.string(),
  state: z.string().nullish(),
  maxLifetime: z.string().nullish(),
  restrictForAppsCreatedAfterDateTime: z.unknown().transform(mapInstant),
})
const restrictions = z
  .object({ passwordCredentials: z.array(rule).nullish(), keyCredentials: z.array(rule).nullish() })
  .nullish()
type Rule = z.infer<typeof rule>
type Restrictions = z.infer<typeof restrictions>
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

const createdShape = z.object({ createdDateTime: z.unknown().transform(mapInstant) })

const permission = 'Policy.Read.All'
/** Entra counts a lifetime by its own clock, which may be behind ours. */
const MARGIN_DAYS = 10 / (24 * 60)
/** What has no date of creation, as service principals may, counts as made on this day (`tenantappmanagementpolicy`). */
const ASSUMED_CREATION = new Date('2019-01-01T00:00:00Z')

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
  const limits = await readLimits(client, holder)
  const [list, types] =
    kind === 'password'
      ? [limits?.passwordCredentials, { lifetime: 'passwordLifetime', addition: 'passwordAddition' }]
      : [limits?.keyCredentials, { lifetime: 'asymmetricKeyLifetime', addition: null }]
  return { ...rulesOf(await inForce(client, holder, list ?? []), types), isLocked }
}

/** Policies that fail again and again must not hold up the rotation that asks for them. */
const READ_WITHIN_MS = 10_000

/**
 * Without the right to read policies, or an answer in time, the request itself tells: Entra refuses what it does not
 * allow and changes nothing.
 */
async function orUnknown<T>(reading: Promise<T>): Promise<T | undefined> {
  const late = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), READ_WITHIN_MS).unref()
  })
  try {
    return await Promise.race([reading, late])
  } catch (error) {
    if (hasCode(error, 'directory-denied', 'directory-not-found', 'directory-refused', 'directory-unreachable'))
      return undefined
    throw error
  }
}

/** Each policy is of use without the other, should one of them not be readable. */
async function readLimits(client: GraphClient, holder: HolderRef): Promise<Restrictions> {
  const assigned = await orUnknown(readAssigned(client, holder))
  return assigned ?? (await orUnknown(readDefault(client, holder)))
}

async function readDefault(client: GraphClient, holder: HolderRef): Promise<Restrictions> {
  const path = '/v1.0/policies/defaultAppManagementPolicy'
  const call = { does: "read the tenant's app management policy", permission }
  const policy = parseReply(defaultShape, await client.get(path, call), call)
  if (policy.isEnabled !== true) return null
  return holder.kind === 'application' ? policy.applicationRestrictions : policy.servicePrincipalRestrictions
}

/** Rules may spare what was created before a day. They count where it cannot be read when that was. */
async function inForce(client: GraphClient, holder: HolderRef, rules: readonly Rule[]): Promise<readonly Rule[]> {
  const enabled = rules.filter(({ state }) => state !== 'disabled')
  if (enabled.every(({ restrictForAppsCreatedAfterDateTime: after }) => after === null)) return enabled
  const createdAt = await orUnknown(readCreation(client, holder))
  return enabled.filter(
    ({ restrictForAppsCreatedAfterDateTime: after }) => after === null || createdAt === undefined || after <= createdAt,
  )
}

async function readCreation(client: GraphClient, { kind, objectId }: HolderRef): Promise<Date> {
  const call = { does: 'read when an application was created', permission: 'Application.Read.All' }
  // Of service principals v1.0 documents no such property, and refuses to select what it does not know.
  const select = kind === 'application' ? '?$select=id,createdDateTime' : ''
  const path = `/v1.0${holderPath(kind, objectId)}${select}`
  return parseReply(createdShape, await client.get(path, call), call).createdDateTime ?? ASSUMED_CREATION
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

async function readAssigned(client: GraphClient, holder: HolderRef): Promise<Restrictions | undefined> {
  const path = `/v1.0${holderPath(holder.kind, holder.objectId)}/appManagementPolicies`
  const call = { does: 'read the app management policies of an application', permission }
  const { value } = parseReply(assignedShape, await client.get(path, call), call)
  const enabled = value.find(({ isEnabled }) => isEnabled === true)
  return enabled && (enabled.restrictions ?? {})
}

function rulesOf(
  rules: readonly Rule[],
  types: { readonly lifetime: string; readonly addition: string | null },
): Pick<CredentialRules, 'areAllowed' | 'longestDays'> {
  const days = rules
    .filter(({ restrictionType }) => restrictionType === types.lifetime)
    .map(({ maxLifetime }) => daysOf(maxLifetime ?? ''))
    .filter((value) => value !== undefined)
  const areAllowed = !rules.some(({ restrictionType }) => restrictionType === types.addition)
  return { areAllowed, longestDays: days.length === 0 ? undefined : Math.min(...days) - MARGIN_DAYS }
}

/** ISO 8601 durations as Entra writes them, such as P90D or P1Y; months and years counted short, to stay below. */
function daysOf(duration: string): number | undefined {
  const match = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?.*)?$/.exec(duration)
  if (match === null) return undefined
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0] = match.slice(1).map((part) => Number(part ?? 0))
  return years * 365 + months * 28 + weeks * 7 + days + hours / 24
}
