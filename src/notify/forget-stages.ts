import type { AppContext, CardRef, SentCard } from '../ports.ts'

/** What was told of these credentials no longer counts, so that it is told anew should it ever fall due again. */
export async function forgetStages(
  ctx: Pick<AppContext, 'cards' | 'lists'>,
  of: CardRef,
  isForgotten: (keyId: string) => boolean,
): Promise<void> {
  const listIds = new Set<string>()
  await ctx.cards.change(of, (before) => {
    if (before?.listId != null) listIds.add(before.listId)
    const told = before && without(before.told, isForgotten)
    return before && told && { ...before, told }
  })
  for (const listId of listIds) {
    await ctx.lists.change({ personId: of.personId, listId }, (before) => {
      const rows = before?.rows.map((row) => {
        const told = row.holder.objectId === of.objectId ? without(row.told, isForgotten) : undefined
        return told === undefined ? row : { ...row, told }
      })
      return before && rows?.some((row, index) => row !== before.rows[index]) ? { ...before, rows } : undefined
    })
  }
}

/** Undefined: there is nothing to forget. */
function without(told: SentCard['told'], isForgotten: (keyId: string) => boolean): SentCard['told'] | undefined {
  const all = Object.entries(told)
  const left = all.filter(([keyId]) => !isForgotten(keyId))
  return left.length === all.length ? undefined : Object.fromEntries(left)
}
