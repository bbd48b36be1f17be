import type { Holder } from '../domain/holder.ts'
import { isOrphaned } from '../domain/person.ts'
import type { AppContext } from '../ports.ts'
import { joinOwners } from './read-application.ts'

/**
 * Service principals with credentials of their own, kept until their applications have been read: whoever owns the
 * application looks after its service principal too. The thousands without credentials are not kept.
 */
export interface Principals {
  /** Those whose owners Entra does not find keep the ones they are remembered with. */
  hold(page: readonly Holder[]): Promise<void>
  learnOwners(applications: readonly Holder[]): void
  /**
   * For a reading that missed applications: principals of unseen ones keep the owners they are remembered with. Those of
   * whom nobody is known are left out, or they would look orphaned; returns how many. One whose own owners are not to be
   * had stays: that may last, and its credentials expire all the same.
   */
  recallOwners(): Promise<number>
  held(): Holder[]
}

export function createPrincipals(ctx: Pick<AppContext, 'directory' | 'holders'>): Principals {
  const byClientId = new Map<string, Holder[]>()
  const learned = new Set<string>()
  /** Those whose own owners Entra does not find. */
  const unlisted = new Set<string>()

  return {
    async hold(page) {
      const holding = page.filter(({ credentials }) => credentials.length > 0)
      const ids = holding.map(({ objectId }) => objectId)
      const owners = await ctx.directory.ownersOf('servicePrincipal', ids)
      // Deleted since its page was read; without its owners it would look orphaned.
      const existing = holding.filter(({ objectId }) => owners.has(objectId))
      const missing = existing.map(({ objectId }) => objectId).filter((id) => owners.get(id) === undefined)
      const remembered = await ctx.holders.getMany(missing)
      for (const objectId of missing) unlisted.add(objectId)
      for (const holder of existing) {
        const { clientId, objectId } = holder
        const listed = owners.get(objectId) ?? remembered.get(objectId)?.owners ?? []
        byClientId.set(clientId, [...(byClientId.get(clientId) ?? []), { ...holder, owners: listed }])
      }
    },

    learnOwners(applications) {
      for (const { clientId, owners } of applications) {
        const held = byClientId.get(clientId)
        if (held === undefined) continue
        learned.add(clientId)
        byClientId.set(
          clientId,
          held.map((holder) => ({ ...holder, owners: joinOwners(holder.owners, owners) })),
        )
      }
    },

    async recallOwners() {
      const unseen = [...byClientId].filter(([clientId]) => !learned.has(clientId))
      const ids = unseen.flatMap(([, holders]) => holders.map(({ objectId }) => objectId))
      const remembered = await ctx.holders.getMany(ids)
      for (const [clientId, holders] of unseen) {
        const recalled = holders.map((holder) => ({
          ...holder,
          owners: joinOwners(holder.owners, remembered.get(holder.objectId)?.owners ?? []),
        }))
        const isKnown = ({ objectId, owners }: Holder) =>
          remembered.has(objectId) || unlisted.has(objectId) || !isOrphaned(owners)
        byClientId.set(clientId, recalled.filter(isKnown))
      }
      return ids.length - unseen.flatMap(([clientId]) => byClientId.get(clientId) ?? []).length
    },

    held: () => [...byClientId.values()].flat(),
  }
}
