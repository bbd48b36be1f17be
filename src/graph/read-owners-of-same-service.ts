import { z } from 'zod/v4'
import { hasCode } from '../domain/errors.ts'
import type { Owner, Person } from '../domain/person.ts'
import type { GraphClient } from './create-graph-client.ts'
import { guid, isGuid } from './guid.ts'
import { odataString } from './odata-string.ts'
import { parseReply } from './parse-reply.ts'
import { readOwners } from './read-owners.ts'
import { pageShape } from './read-pages.ts'

const serviceShape = z.object({ serviceManagementReference: z.string().nullish().catch(null) })
const idShape = z.object({ id: guid })
const call = { does: 'read the applications of the same service', permission: 'Application.Read.All' }
/** Owners are offered as candidates, and of a service with more applications than this anybody's guess is as good. */
const MAX_APPLICATIONS = 100

/** Owners of the other applications with the same `serviceManagementReference`, each once; empty where there is none. */
export async function readOwnersOfSameService(client: GraphClient, objectId: string): Promise<readonly Person[]> {
  const reference = await readReference(client, objectId)
  if (reference === undefined) return []
  const applicationIds = await readApplicationsOf(client, reference)
  const others = applicationIds.filter((id) => id !== objectId.toLowerCase())
  const owners = [...(await readOwners(client, 'application', others)).values()].flat()
  return [...new Map(owners.flatMap(personOf).map((person) => [person.personId, person])).values()]
}

async function readReference(client: GraphClient, objectId: string): Promise<string | undefined> {
  if (!isGuid(objectId)) return undefined
  try {
    const path = `/v1.0/applications/${objectId}?$select=id,serviceManagementReference`
    const { serviceManagementReference } = parseReply(serviceShape, await client.get(path, call), call)
    return serviceManagementReference?.trim() ? serviceManagementReference : undefined
  } catch (error) {
    if (hasCode(error, 'directory-not-found')) return undefined
    throw error
  }
}

/** By this property Graph filters in advanced queries alone (learn.microsoft.com/graph/aad-advanced-queries). */
async function readApplicationsOf(client: GraphClient, reference: string): Promise<readonly string[]> {
  const filter = `$filter=serviceManagementReference eq ${odataString(reference)}`
  const path = `/v1.0/applications?${filter}&$count=true&$select=id&$top=${MAX_APPLICATIONS}`
  const reply = await client.get(path, call, { ConsistencyLevel: 'eventual' })
  const { value } = parseReply(pageShape, reply, call)
  return value.map((raw) => parseReply(idShape, raw, call).id)
}

function personOf(owner: Owner): readonly Person[] {
  if (owner.type !== 'user') return []
  const { type: _, ...person } = owner
  return [person]
}
