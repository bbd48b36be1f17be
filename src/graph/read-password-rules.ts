import { z } from 'zod/v4'
import { hasCode } from '../domain/errors.ts'
import type { HolderRef } from '../domain/holder.ts'
import type { PasswordRules } from '../ports.ts'
import type { GraphClient } from './create-graph-client.ts'
import { holderPath } from './holder-path.ts'
import { parseReply } from './parse-reply.ts'

const restrictions = z
  .object({
    passwordCredentials: z
      .array(z.object({ restrictionType: z.string(), state: z.string().nullish(), maxLifetime: z.string().nullish() }))
      .nullish(),
  })
  .nullish()

const assignedShape = z.object({ value: z.array(z.object({ isEnabled: z.boolean().nullish(), restrictions })) })
const defaultShape = z.object({
  isEnabled: z.boolean().nullish(),
  applicationRestrictions: restrictions,
  servicePrincipalRestrictions: restrictions,
})

const permission = 'Policy.Read.All'

/**
 * What the tenant's app management policies allow for a new secret; no limit where they cannot be read. A policy assigned to the holder replaces the tenant's default.
 */
export async function readPasswordRules(client: GraphClient, holder: HolderRef): Promise<PasswordRules> {
  try {
    const assigned = await readAssigned(client, holder)
    if (assigned !== undefined) return rulesOf(assigned)
    const path = '/v1.0/policies/defaultAppManagementPolicy'
    const call = { does: "read the tenant's app management policy", permission }
    const policy = parseReply(defaultShape, await client.get(path, call), call)
    if (policy.isEnabled !== true) return noLimit
    return rulesOf(holder.kind === 'application' ? policy.applicationRestrictions : policy.servicePrincipalRestrictions)
  } catch (error) {
    // Without the right to read policies the request itself tells: Entra refuses what is too long and changes nothing.
    if (hasCode(error, 'directory-denied', 'directory-not-found', 'directory-refused', 'directory-unreachable'))
      return noLimit
    throw error
  }
}

async function readAssigned(client: GraphClient, holder: HolderRef): Promise<z.infer<typeof restrictions> | undefined> {
  if (holder.kind !== 'application') return undefined
  const path = `/v1.0${holderPath(holder.kind, holder.objectId)}/appManagementPolicies`
  const call = { does: 'read the app management policies of an application', permission }
  const { value } = parseReply(assignedShape, await client.get(path, call), call)
  const enabled = value.find(({ isEnabled }) => isEnabled === true)
  return enabled && (enabled.restrictions ?? {})
}

const noLimit: PasswordRules = { areAllowed: true, longestDays: undefined }

function rulesOf(limits: z.infer<typeof restrictions>): PasswordRules {
  const rules = (limits?.passwordCredentials ?? []).filter(({ state }) => state !== 'disabled')
  const days = rules
    .filter(({ restrictionType }) => restrictionType === 'passwordLifetime')
    .map(({ maxLifetime }) => daysOf(maxLifetime ?? ''))
    .filter((value) => value !== undefined)
  const areAllowed = !rules.some(({ restrictionType }) => restrictionType === 'passwordAddition')
  return { areAllowed, longestDays: days.length === 0 ? undefined : Math.min(...days) }
}

/** ISO 8601 durations as Entra writes them, such as P90D or P1Y; months and years counted short, to stay below. */
function daysOf(duration: string): number | undefined {
  const match = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?.*)?$/.exec(duration)
  if (match === null) return undefined
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0] = match.slice(1).map((part) => Number(part ?? 0))
  return years * 365 + months * 28 + weeks * 7 + days + hours / 24
}
