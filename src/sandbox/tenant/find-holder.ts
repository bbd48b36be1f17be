import type { HolderKind, StoredHolder } from './directory-object.ts'
import type { TenantState } from './tenant-state.ts'

export interface FoundHolder {
  readonly kind: HolderKind
  readonly holder: StoredHolder
}

/** The holder as it truly is, whichever kind it is. */
export function findHolder({ holders }: TenantState, objectId: string): FoundHolder | undefined {
  const application = holders.application.get(objectId)
  if (application !== undefined) return { kind: 'application', holder: application }
  const servicePrincipal = holders.servicePrincipal.get(objectId)
  return servicePrincipal && { kind: 'servicePrincipal', holder: servicePrincipal }
}

/** The same where it must exist. */
export function knownHolder(state: TenantState, objectId: string): FoundHolder {
  const found = findHolder(state, objectId)
  if (found === undefined) throw new RangeError(`The tenant has no application or service principal ${objectId}`)
  return found
}
