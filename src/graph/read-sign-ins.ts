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

interface LastSignIn {
  readonly at: Date
  /** A client id or an object id. */
  readonly resourceId: string | null
}

/** Last sign-in by keyId; of several resources the latest. A credential without row is unknown, not unused. */
export async function readSignIns(client: GraphClient, clientId: string): Promise<Map<string, Date> | undefined> {
  const last = await readReport(client, clientId)
  return last && new Map([...last].map(([keyId, { at }]) => [keyId, at]))
}

/** Names the resource of a credential's last sign-in; its id where Entra shows no name. */
export async function readLastSignedInTo(
  client: GraphClient,
  clientId: string,
  keyId: string,
): Promise<string | undefined> {
  const resourceId = (await readReport(client, clientId))?.get(keyId)?.resourceId
  return resourceId == null ? undefined : ((await nameOf(client, resourceId)) ?? resourceId)
}

/** Undefined: this tenant does not offer the report. */
async function readReport(client: GraphClient, clientId: string): Promise<Map<string, LastSignIn> | undefined> {
  if (!isGuid(clientId)) return undefined
  const path = `/beta/reports/appCredentialSignInActivities?$filter=appId eq ${odataString(clientId)}`
  const last = new Map<string, LastSignIn>()
  try {
    for await (const page of readPages(client, path, call)) for (const raw of page) note(raw, last)
  } catch (error) {
    if (isNotOffered(error)) return undefined
    throw error
  }
  return last
}

function note(raw: unknown, last: Map<string, LastSignIn>): void {
  const activity = activityShape.safeParse(raw).data
  const at = activity?.signInActivity.lastSignInDateTime
  if (activity === undefined || at === null || at === undefined) return
  const known = last.get(activity.keyId)
  if (known === undefined || known.at < at) last.set(activity.keyId, { at, resourceId: activity.resourceId ?? null })
}

async function nameOf(client: GraphClient, resourceId: string): Promise<string | undefined> {
  if (!isGuid(resourceId)) return undefined
  const either = `appId eq '${resourceId}' or id eq '${resourceId}'`
  const path = `/v1.0/servicePrincipals?$filter=${either}&$select=displayName`
  try {
    for await (const page of readPages(client, path, { does: 'name a resource', permission: 'Application.Read.All' })) {
      for (const raw of page) return z.object({ displayName: z.string() }).safeParse(raw).data?.displayName
    }
  } catch (error) {
    if (!isNotOffered(error)) throw error
  }
  return undefined
}
