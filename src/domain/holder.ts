import type { Credential } from './credential.ts'
import type { Owner } from './person.ts'

export type HolderKind = 'application' | 'servicePrincipal'

/** Names what holds credentials: an application or a service principal. */
export interface HolderRef {
  readonly kind: HolderKind
  /** Graph's `id`. */
  readonly objectId: string
  /** Graph's `appId`, shared by an application and its service principals. */
  readonly clientId: string
  /** Written by anyone who may register applications: hostile until neutralised, sometimes missing. */
  readonly displayName: string | null
}

/**
 * What a command is told to mean exactly this one: an application and its service principals share the client id, which
 * by itself means the application.
 */
export function commandId({ kind, objectId, clientId }: HolderRef): string {
  return kind === 'application' ? clientId : objectId
}

/** An application or service principal as Entra shows it at one moment. */
export interface Holder extends HolderRef {
  /** Graph's `signInAudience`; personal-account audiences limit an application to two secrets. */
  readonly signInAudience: string | null
  readonly credentials: readonly Credential[]
  readonly owners: readonly Owner[]
  /** Service principals of managed identities, whose certificates Azure renews. */
  readonly isManagedIdentity?: boolean | undefined
  /** The subtype of applications that agents are made from; Entra guards its credentials by a permission of its own. */
  readonly isAgentBlueprint?: boolean | undefined
}

const visible = /[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u

/** The name to show; tenants hold applications without one, or with one of which nothing can be seen. */
export function holderName(holder: Pick<HolderRef, 'displayName' | 'clientId'>): string {
  const { displayName, clientId } = holder
  const isNamed = displayName !== null && visible.test(displayName)
  return isNamed ? displayName.trim() : `Unnamed application ${clientId.slice(0, 8)}`
}
