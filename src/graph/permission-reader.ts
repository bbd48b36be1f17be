import { z } from 'zod/v4'
import { hasCode, KeyturnError } from '../domain/errors.ts'
import type { GrantedPermission } from '../ports.ts'
import type { GraphClient } from './create-graph-client.ts'
import { GraphFailure } from './graph-failure.ts'
import { guid, isGuid } from './guid.ts'
import { parseReply } from './parse-reply.ts'
import { readPages } from './read-pages.ts'

const text = z.string().nullish().catch(null)
const assignmentShape = z.object({ appRoleId: guid, resourceId: guid, resourceDisplayName: text })
const resourceShape = z.object({ displayName: text, appRoles: z.array(z.object({ id: guid, value: text })) })

type Assignment = z.output<typeof assignmentShape>

interface Resource {
  readonly name: string | null
  /** What a role is called, by its id. */
  readonly roles: ReadonlyMap<string, string>
}

const permission = 'Application.Read.All'
/** Far more APIs than any tenant grants permissions of. */
const MAX_RESOURCES = 500
/** Assigned to the API without any role, which permits nothing by itself. */
const NO_ROLE = '00000000-0000-0000-0000-000000000000'

/**
 * Reads the application permissions granted to a client. What the roles of an API are called is remembered, and read
 * again for a role that is not among them: an API may get new ones, and a dangerous one must not pass for an unknown.
 * A role that the API does not name even then keeps its id as name.
 */
export function createPermissionReader(
  client: GraphClient,
): (clientId: string) => Promise<readonly GrantedPermission[]> {
  const resources = new Map<string, Promise<Resource>>()

  function resource(resourceId: string): Promise<Resource> {
    const known = resources.get(resourceId)
    if (known !== undefined) return known
    const reading = readResource(client, resourceId)
    resources.set(resourceId, reading)
    reading.catch(() => resources.delete(resourceId))
    const [oldest] = resources.keys()
    if (resources.size > MAX_RESOURCES && oldest !== undefined) resources.delete(oldest)
    return reading
  }

  return async (clientId) => {
    const assignments = await readAssignments(client, clientId)
    const remembered = new Map(resources)

    async function resourceNaming({ appRoleId, resourceId }: Assignment): Promise<Resource> {
      const known = await resource(resourceId)
      if (known.roles.has(appRoleId)) return known
      if (resources.get(resourceId) === remembered.get(resourceId)) resources.delete(resourceId)
      return resource(resourceId)
    }

    return Promise.all(
      assignments.map(async (assignment) => {
        const { appRoleId, resourceId, resourceDisplayName } = assignment
        const { name, roles } = await resourceNaming(assignment)
        return { value: roles.get(appRoleId) ?? appRoleId, api: resourceDisplayName || name || resourceId }
      }),
    )
  }
}

/** A client without a service principal has been granted nothing, nor has any where the directory knows no such grants. */
async function readAssignments(client: GraphClient, clientId: string): Promise<readonly Assignment[]> {
  if (!isGuid(clientId)) return []
  const call = { does: 'read the permissions granted to an application', permission }
  const path = `/v1.0/servicePrincipals(appId='${clientId}')/appRoleAssignments?$top=999`
  const assignments: Assignment[] = []
  try {
    for await (const page of readPages(client, path, call)) {
      assignments.push(...page.map((raw) => parseReply(assignmentShape, raw, call)))
    }
  } catch (error) {
    if (hasCode(error, 'directory-not-found') || isUnknownHere(error)) return []
    throw error
  }
  return assignments.filter(({ appRoleId }) => appRoleId !== NO_ROLE)
}

/** The directory has no such collection; one that it may not show, or not now, is another matter. */
function isUnknownHere(error: unknown): boolean {
  if (!(error instanceof KeyturnError) || !(error.cause instanceof GraphFailure)) return false
  return error.cause.status === 400 || error.cause.status === 501
}

async function readResource(client: GraphClient, resourceId: string): Promise<Resource> {
  const call = { does: 'read what the permissions of an API are called', permission }
  try {
    const reply = await client.get(`/v1.0/servicePrincipals/${resourceId}?$select=id,displayName,appRoles`, call)
    const { displayName, appRoles } = parseReply(resourceShape, reply, call)
    return { name: displayName ?? null, roles: new Map(appRoles.map(({ id, value }) => [id, value || id])) }
  } catch (error) {
    if (hasCode(error, 'directory-not-found')) return { name: null, roles: new Map() }
    throw error
  }
}
