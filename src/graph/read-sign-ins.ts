import { z } from 'zod/v4'
import type { GraphClient } from './create-graph-client.ts'
import { guid, isGuid } from './guid.ts'
import { isNotOffered } from './is-not-offered.ts'
import { mapInstant } from './map-instant.ts'
import { odataString } from './odata-string.ts'
import { readPages } from './read-pages.ts'

const activityShape = z.object({
  keyId: guid,
  resourceId: z.string().nullish(),
  signInActivity: z.object({ lastSignInDateTime: z.unknown().transform(mapInstant) }),
})
const call = { does: 'read sign-in activity of credentials', permission: 'AuditLog.Read.All' }

/** Last sign-in by keyId; of several resources the latest. A credential without row is unknown, not unused. */
export async function readSignIns(client: GraphClient, clientId: string): Promise<Map<string, Date> | undefined> {
  if (!isGuid(clientId)) return undefined
  const path = `/beta/reports/appCredentialSignInActivities?$filter=appId eq ${odataString(clientId)}`
  const lastAt = new Map<string, Date>()
  try {
    for await (const page of readPages(client, path, call)) for (const raw of page) note(raw, lastAt)
  } catch (error) {
    if (isNotOffered(error)) return undefined
    throw error
  }
  return lastAt
}

/** Names the resource of a credential's last sign-in: the report has its id, which is a client id or an object id. */
export async function readLastSignedInTo(
  client: GraphClient,
  clientId: string,
  keyId: string,
): Promise<string | undefined> {
  if (!isGuid(clientId)) return undefined
  const path = `/beta/reports/appCredentialSignInActivities?$filter=appId eq ${odataString(clientId)}`
  let latest: { readonly at: Date; readonly resourceId: string } | undefined
  try {
    for await (const page of readPages(client, path, call)) {
      for (const raw of page) {
        const activity = activityShape.safeParse(raw).data
        const at = activity?.signInActivity.lastSignInDateTime
        if (activity?.keyId !== keyId || at == null || activity.resourceId == null) continue
        if (latest === undefined || latest.at < at) latest = { at, resourceId: activity.resourceId }
      }
    }
    return latest && ((await nameOf(client, latest.resourceId)) ?? latest.resourceId)
  } catch (error) {
    if (isNotOffered(error)) return latest?.resourceId
    throw error
  }
}

async function nameOf(client: GraphClient, resourceId: string): Promise<string | undefined> {
  if (!isGuid(resourceId)) return undefined
  const either = `appId eq '${resourceId}' or id eq '${resourceId}'`
  const path = `/v1.0/servicePrincipals?$filter=${either}&$select=displayName`
  for await (const page of readPages(client, path, { does: 'name a resource', permission: 'Application.Read.All' })) {
    for (const raw of page) return z.object({ displayName: z.string() }).safeParse(raw).data?.displayName
  }
  return undefined
}

function note(raw: unknown, lastAt: Map<string, Date>): void {
  const activity = activityShape.safeParse(raw).data
  const at = activity?.signInActivity.lastSignInDateTime
  if (activity === undefined || at === null || at === undefined) return
  const known = lastAt.get(activity.keyId)
  if (known === undefined || known < at) lastAt.set(activity.keyId, at)
}
