import { hasCode, KeyturnError } from '../domain/errors.ts'
import type { HolderRef } from '../domain/holder.ts'
import type { GraphClient } from './create-graph-client.ts'
import { isGuid } from './guid.ts'
import { holderPath, holderWords } from './holder-path.ts'

/** Takes an owner away; sent once. Graph answers 404 for a person who is no owner, and for a holder that is gone. */
export async function removeOwner(
  client: GraphClient,
  holder: HolderRef,
  personId: string,
): Promise<'removed' | 'absent'> {
  if (!isGuid(personId)) throw new KeyturnError('directory-refused', 'No owner was removed: the id is not a GUID.')
  const call = {
    does: `remove an owner from the ${holderWords(holder)}`,
    permission: 'Application.ReadWrite.All (or Application.ReadWrite.OwnedBy, with Keyturn as owner)',
    writes: true,
  }
  try {
    await client.remove(`/v1.0${holderPath(holder.kind, holder.objectId)}/owners/${personId}/$ref`, call)
    return 'removed'
  } catch (error) {
    if (hasCode(error, 'directory-not-found')) return 'absent'
    throw error
  }
}
