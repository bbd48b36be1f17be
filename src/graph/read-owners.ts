import type { HolderKind } from '../domain/holder.ts'
import type { Owner } from '../domain/person.ts'
import type { GraphClient } from './create-graph-client.ts'
import { isGuid } from './guid.ts'
import { holderPath } from './holder-path.ts'
import { mapOwner, personSelect } from './map-person.ts'
import { parseReply } from './parse-reply.ts'
import { type OnFailure, readBatch } from './read-batch.ts'
import { nextPath, pageShape, readPages } from './read-pages.ts'
import type { ReadingProblems } from './reading-problems.ts'

const call = { does: 'read owners', permission: 'Application.Read.All' }

/** Owners by objectId, all of them: `$expand` would show about twenty and not say that there are more. */
export async function readOwners(
  client: GraphClient,
  kind: HolderKind,
  objectIds: readonly string[],
  onFailure?: OnFailure,
): Promise<Map<string, readonly Owner[]>> {
  const reads = [...new Set(objectIds)].filter(isGuid).map((id) => ({
    id,
    url: `${holderPath(kind, id)}/owners?$top=999&$select=${personSelect}`,
  }))
  const owners = new Map<string, readonly Owner[]>()
  for (const [objectId, body] of await readBatch(client, reads, call, onFailure)) {
    owners.set(objectId, await readAll(client, body))
  }
  return owners
}

/**
 * The same for a reading that goes on: what is absent is deleted, or its owners were unreadable, which is then among the
 * problems. Undefined where Entra finds the holder and not its owners: their 404 alone proves no deletion.
 */
export async function readOwnersWhereFound(
  client: GraphClient,
  kind: HolderKind,
  objectIds: readonly string[],
  problems: ReadingProblems,
): Promise<Map<string, readonly Owner[] | undefined>> {
  const unreadable = new Set<string>()
  const onFailure: OnFailure = (id, error) => {
    unreadable.add(id)
    problems.unreadableOwners(error)
  }
  const owners = new Map<string, readonly Owner[] | undefined>(await readOwners(client, kind, objectIds, onFailure))
  const absent = [...new Set(objectIds)].filter((id) => isGuid(id) && !owners.has(id) && !unreadable.has(id))
  const again = absent.map((id) => ({ id, url: `${holderPath(kind, id)}?$select=id` }))
  for (const objectId of (await readBatch(client, again, call, onFailure)).keys()) {
    problems.missingOwners(kind, objectId)
    owners.set(objectId, undefined)
  }
  return owners
}

async function readAll(client: GraphClient, firstPage: unknown): Promise<Owner[]> {
  const page = parseReply(pageShape, firstPage, call)
  const raw = [...page.value]
  const next = nextPath(client, page['@odata.nextLink'], call)
  if (next !== undefined) for await (const values of readPages(client, next, call)) raw.push(...values)
  return raw.flatMap((owner) => mapOwner(owner) ?? [])
}
