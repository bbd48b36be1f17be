import type { HolderKind, StoredHolder } from '../../tenant/directory-object.ts'
import type { HolderStore } from '../../tenant/holder-store.ts'
import { demand, type GraphCall, idAt, may } from '../graph-call.ts'
import { denied, notFound } from '../graph-error.ts'

/** First segment of the paths of each kind. */
export const collections = { application: 'applications', servicePrincipal: 'servicePrincipals' } as const

export const kinds: readonly HolderKind[] = ['application', 'servicePrincipal']

export const writesHolders = ['Application.ReadWrite.All', 'Application.ReadWrite.OwnedBy']

export function storeOf(call: GraphCall, kind: HolderKind): HolderStore<StoredHolder> {
  return call.tenant.holders[kind]
}

/** The holder that the path names, as readers see it. */
export function holderAsked(call: GraphCall, kind: HolderKind): StoredHolder {
  const objectId = idAt(call, 0)
  const holder = storeOf(call, kind).seen(objectId)
  if (holder === undefined) throw notFound(objectId)
  return holder
}

/** The same for changing it: `Application.ReadWrite.OwnedBy` reaches only what the caller's service principal owns. */
export function holderToChange(call: GraphCall, kind: HolderKind): StoredHolder {
  const holder = holderAsked(call, kind)
  if (may(call, 'Application.ReadWrite.All')) return holder
  const self = call.tenant.holders.servicePrincipal.byClientId(call.caller.clientId)
  const owners = call.tenant.ownersOf(holder.id)
  if (self === undefined || !owners.some(({ object }) => object.id === self.id)) throw denied()
  return holder
}

/** The same for changing credentials, for which agent blueprints take a permission of their own. */
export function holderToRekey(call: GraphCall, kind: HolderKind): StoredHolder {
  const holder = holderToChange(call, kind)
  const subtype: unknown = Reflect.get(holder, '@odata.type')
  if (subtype === '#microsoft.graph.agentIdentityBlueprint') demand(call, 'AgentIdentityBlueprint.AddRemoveCreds.All')
  return holder
}
