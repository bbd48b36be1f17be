import { z } from 'zod/v4'
import { hasCode } from '../domain/errors.ts'
import type { GraphClient } from './create-graph-client.ts'
import { guid, isGuid } from './guid.ts'
import { parseReply } from './parse-reply.ts'

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
