import { type Actor, recordOwnerChange } from './audit-entries.ts'
import type { DirectoryEntry } from './directory-object.ts'
import { knownHolder } from './find-holder.ts'
import { entryOf } from './people.ts'
import type { TenantState } from './tenant-state.ts'

/** Who owns what. */
export interface Owners {
  /** Without owners who are deleted, however long the list. */
  ownersOf(objectId: string): readonly DirectoryEntry[]
  addOwner(objectId: string, ownerId: string, actor?: Actor): void
  removeOwner(objectId: string, ownerId: string, actor?: Actor): void
  ownedBy(ownerId: string): readonly DirectoryEntry[]
}

export function ownersIn(state: TenantState): Owners {
  const { ownerIds } = state

  function change(objectId: string, ownerId: string, what: 'added' | 'removed', actor?: Actor): void {
    const { kind, holder } = knownHolder(state, objectId)
    const others = (ownerIds.get(objectId) ?? []).filter((id) => id !== ownerId)
    ownerIds.set(objectId, what === 'added' ? [...others, ownerId] : others)
    recordOwnerChange(state, kind, holder, ownerId, what, actor)
  }

  return {
    ownersOf: (objectId) => (ownerIds.get(objectId) ?? []).flatMap((id) => entryOf(state, id) ?? []),
    addOwner: (objectId, ownerId, actor) => change(objectId, ownerId, 'added', actor),
    removeOwner: (objectId, ownerId, actor) => change(objectId, ownerId, 'removed', actor),
    ownedBy(ownerId) {
      const owned = [...ownerIds].filter(([, ids]) => ids.includes(ownerId))
      return owned.flatMap(([objectId]) => entryOf(state, objectId) ?? [])
    },
  }
}
