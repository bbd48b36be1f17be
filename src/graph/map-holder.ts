import { z } from 'zod/v4'
import type { Holder, HolderKind } from '../domain/holder.ts'
import { guid } from './guid.ts'
import { credentialListsShape, mapCredentials } from './map-credentials.ts'
import { mapOwner } from './map-person.ts'

const text = z.string().nullable().catch(null)

const holderShape = credentialListsShape.extend({
  id: guid,
  appId: guid,
  displayName: text,
  signInAudience: text,
  servicePrincipalType: text,
  '@odata.type': text,
  owners: z.array(z.unknown()).catch([]),
})

export interface MappedHolder {
  readonly holder: Holder
  readonly unreadableCredentials: number
}

/** Fields of each kind that make a `Holder`; certificates' `key` cannot be left out where Graph chooses to send it. */
export const holderSelect: Readonly<Record<HolderKind, string>> = {
  application: 'id,appId,displayName,signInAudience,passwordCredentials,keyCredentials',
  servicePrincipal:
    'id,appId,displayName,signInAudience,servicePrincipalType,passwordCredentials,keyCredentials,preferredTokenSigningKeyThumbprint',
}

/** Tolerates everything but missing ids: tenants hold nulls, odd dates and fields from the future. */
export function mapHolder(kind: HolderKind, raw: unknown): MappedHolder | undefined {
  const parsed = holderShape.safeParse(raw)
  if (!parsed.success) return undefined
  const { id, appId, displayName, signInAudience, servicePrincipalType, owners, ...lists } = parsed.data
  const { credentials, unreadable } = mapCredentials(lists)
  return {
    holder: {
      kind,
      objectId: id,
      clientId: appId,
      displayName,
      signInAudience,
      credentials,
      owners: owners.flatMap((owner) => mapOwner(owner) ?? []),
      ...(lists['@odata.type'] === '#microsoft.graph.agentIdentityBlueprint' && { isAgentBlueprint: true }),
      ...(servicePrincipalType === 'ManagedIdentity' && { isManagedIdentity: true }),
    },
    unreadableCredentials: unreadable,
  }
}
