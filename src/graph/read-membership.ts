import { z } from 'zod/v4'
import { hasCode } from '../domain/errors.ts'
import { isReachable, type Person } from '../domain/person.ts'
import type { GraphClient } from './create-graph-client.ts'
import { guid, isGuid } from './guid.ts'
import { mapPerson, personSelect } from './map-person.ts'
import { parseReply } from './parse-reply.ts'
import { readPages } from './read-pages.ts'

const groupsShape = z.object({ value: z.array(guid) })
const call = { does: 'check a group membership', permission: 'GroupMember.Read.All and User.Read.All' }

/** Graph counts nested groups in here. A person or group that does not exist is a member of nothing. */
export async function isMemberOf(client: GraphClient, groupId: string, personId: string): Promise<boolean> {
  if (!isGuid(groupId) || !isGuid(personId)) return false
  try {
    const reply = await client.ask(`/v1.0/users/${personId}/checkMemberGroups`, { groupIds: [groupId] }, call)
    return parseReply(groupsShape, reply, call).value.includes(groupId.toLowerCase())
  } catch (error) {
    if (hasCode(error, 'directory-not-found')) return false
    throw error
  }
}

const membersCall = {
  does: "read the members of the administrators' group",
  permission: 'GroupMember.Read.All and User.Read.All',
}
/** Of a group as large as a company, nobody is served by telling everyone. */
const MAX_REACHABLE = 20
const PAGE_SIZE = 100

/**
 * Nested members too, in Graph's order, until twenty who can be reached are found. Without disabled accounts; guests are
 * for the tenant's policy to judge. A cast is an advanced query: it takes the header on every page and `$count`.
 */
export async function readMembers(client: GraphClient, groupId: string): Promise<readonly Person[]> {
  if (!isGuid(groupId)) return []
  const path = `/v1.0/groups/${groupId}/transitiveMembers/microsoft.graph.user?$top=${PAGE_SIZE}&$select=${personSelect}&$count=true`
  const found: Person[] = []
  let reachable = 0
  for await (const page of readPages(client, path, membersCall, { ConsistencyLevel: 'eventual' })) {
    for (const person of page.flatMap((raw) => mapPerson(raw) ?? [])) {
      if (person.accountEnabled === false) continue
      found.push(person)
      if (isReachable(person)) reachable += 1
      if (reachable === MAX_REACHABLE) return found
    }
  }
  return found
}
