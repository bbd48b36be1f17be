import { z } from 'zod/v4'
import type { CredentialCreation } from '../ports.ts'
import type { GraphClient } from './create-graph-client.ts'
import { guid, isGuid } from './guid.ts'
import { isNotOffered } from './is-not-offered.ts'
import { mapInstant } from './map-instant.ts'
import { odataString } from './odata-string.ts'
import { parseReply } from './parse-reply.ts'
import { nextPath, pageShape } from './read-pages.ts'

/** As the log writes them: with an en dash, where Microsoft's list of activities prints a hyphen. */
const activities = [
  'Update application – Certificates and secrets management',
  'Add service principal credentials',
] as const

/** Audits are limited to five requests in ten seconds; three pages are thousands of changes. */
const MAX_PAGES = 3
const PAGE_SIZE = 999

const text = z.string().nullish().catch(null)
const entryShape = z.object({
  activityDateTime: z.unknown().transform(mapInstant),
  result: text,
  initiatedBy: z.object({ user: z.object({ id: guid, displayName: text, userPrincipalName: text }) }),
  targetResources: z.array(
    z.object({
      id: z.string().toLowerCase().nullish().catch(null),
      modifiedProperties: z
        .array(z.object({ displayName: text, oldValue: text, newValue: text }))
        .nullish()
        .catch(null),
    }),
  ),
})
type Entry = z.output<typeof entryShape>

const call = { does: 'read who made credentials', permission: 'AuditLog.Read.All' }

/**
 * People who added credentials, each once with the latest time, newest first; undefined where the log cannot be read.
 * Graph keeps 7 or 30 days of it, and does not document that it can be filtered by target, so that is done here.
 */
export async function readCredentialCreators(
  client: GraphClient,
  objectId: string,
): Promise<readonly CredentialCreation[] | undefined> {
  if (!isGuid(objectId)) return undefined
  try {
    const entries = (await readEntries(client)).flatMap((raw) => entryShape.safeParse(raw).data ?? [])
    return latestOfEach(entries.flatMap((entry) => creationIn(entry, objectId.toLowerCase())))
  } catch (error) {
    if (isNotOffered(error)) return undefined
    throw error
  }
}

async function readEntries(client: GraphClient): Promise<readonly unknown[]> {
  const conditions = activities.map((activity) => `activityDisplayName eq ${odataString(activity)}`)
  let path: string | undefined = `/v1.0/auditLogs/directoryAudits?$top=${PAGE_SIZE}&$filter=${conditions.join(' or ')}`
  const entries: unknown[] = []
  for (let page = 0; path !== undefined && page < MAX_PAGES; page += 1) {
    const { value, '@odata.nextLink': next }: z.output<typeof pageShape> = parseReply(
      pageShape,
      await client.get(path, call),
      call,
    )
    entries.push(...value)
    path = nextPath(client, next, call)
  }
  return entries
}

function creationIn(
  { activityDateTime: at, result, initiatedBy, targetResources }: Entry,
  objectId: string,
): readonly CredentialCreation[] {
  const target = targetResources.find(({ id }) => id === objectId)
  if (target === undefined || at === null || result === 'failure' || !addsKey(target)) return []
  const { id, displayName, userPrincipalName } = initiatedBy.user
  // The log often leaves the name out; the sign-in name is never missing.
  return [{ person: { personId: id, displayName: displayName || userPrincipalName || null }, at }]
}

/** The same activity covers removals. An entry that does not list keys counts as the addition it most often is. */
function addsKey({ modifiedProperties }: Entry['targetResources'][number]): boolean {
  const keys = modifiedProperties?.find(({ displayName }) => displayName === 'KeyDescription')
  if (keys === undefined) return true
  const before = new Set(keyIdsIn(keys.oldValue))
  return keyIdsIn(keys.newValue).some((keyId) => !before.has(keyId))
}

function keyIdsIn(description: string | null | undefined): string[] {
  return [...(description ?? '').matchAll(/KeyIdentifier=([\da-f-]{36})/gi)].map(([, keyId = '']) =>
    keyId.toLowerCase(),
  )
}

function latestOfEach(creations: readonly CredentialCreation[]): readonly CredentialCreation[] {
  const newestFirst = creations.toSorted((a, b) => b.at.getTime() - a.at.getTime())
  const seen = new Set<string>()
  return newestFirst.filter(({ person }) => !seen.has(person.personId) && seen.add(person.personId))
}
