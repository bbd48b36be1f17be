import { hasCode, KeyturnError } from '../domain/errors.ts'
import type { HolderRef } from '../domain/holder.ts'
import type { GraphClient } from './create-graph-client.ts'
import { isGuid } from './guid.ts'
import { holderPath, holderWords } from './holder-path.ts'
import { readOwners } from './read-owners.ts'

/**
 * Makes a person an owner. Graph refuses a second time like anything else that is wrong with the request, so the owners
 * themselves are read to tell the two apart.
 */
export async function addOwner(
  client: GraphClient,
  holder: HolderRef,
  personId: string,
): Promise<'added' | 'already-owner'> {
  if (!isGuid(personId)) throw new KeyturnError('directory-refused', 'No owner was added: the id is not a GUID.')
  const body = { '@odata.id': `${client.origin}/v1.0/directoryObjects/${personId}` }
  const call = {
    does: `add an owner to the ${holderWords(holder)}`,
    permission: 'Application.ReadWrite.All and Directory.Read.All',
    writes: true,
  }
  try {
    await client.post(`/v1.0${holderPath(holder.kind, holder.objectId)}/owners/$ref`, body, call)
    return 'added'
  } catch (error) {
    if (hasCode(error, 'directory-refused') && (await isOwner(client, holder, personId))) return 'already-owner'
    throw error
  }
}

async function isOwner(client: GraphClient, holder: HolderRef, personId: string): Promise<boolean> {
  const owners = (await readOwners(client, holder.kind, [holder.objectId])).get(holder.objectId) ?? []
  return owners.some((owner) => owner.type === 'user' && owner.personId === personId.toLowerCase())
}
