import type { Holder } from '../domain/holder.ts'
import type { AppContext } from '../ports.ts'
import { joinOwners } from './read-application.ts'

/**
 * Service principals with credentials of their own, kept until their applications have been read: whoever owns the
 * application looks after its service principal too. The thousands without credentials are not kept.
 */
export interface Principals {
  hold(page: readonly Holder[]): Promise<void>
  learnOwners(applications: readonly Holder[]): void
  held(): Holder[]
}

export function createPrincipals(ctx: Pick<AppContext, 'directory'>): Principals {
  const byClientId = new Map<string, Holder[]>()

  return {
    async hold(page) {
      const holding = page.filter(({ credentials }) => credentials.length > 0)
      const ids = holding.map(({ objectId }) => objectId)
      const owners = await ctx.directory.ownersOf('servicePrincipal', ids)
      for (const holder of holding) {
        const others = byClientId.get(holder.clientId) ?? []
        byClientId.set(holder.clientId, [...others, { ...holder, owners: owners.get(holder.objectId) ?? [] }])
      }
    },

    learnOwners(applications) {
      for (const { clientId, owners } of applications) {
        const held = byClientId.get(clientId)
        if (held === undefined) continue
        byClientId.set(
          clientId,
          held.map((holder) => ({ ...holder, owners: joinOwners(holder.owners, owners) })),
        )
      }
    },

    held: () => [...byClientId.values()].flat(),
  }
}
