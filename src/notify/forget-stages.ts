import type { AppContext, CardRef } from '../ports.ts'

/** What was told of these credentials no longer counts, so that it is told anew should it ever fall due again. */
export async function forgetStages(
  ctx: Pick<AppContext, 'cards'>,
  card: CardRef,
  isForgotten: (keyId: string) => boolean,
): Promise<void> {
  await ctx.cards.change(card, (before) => {
    const told = Object.entries(before?.told ?? {})
    if (before === undefined || !told.some(([keyId]) => isForgotten(keyId))) return undefined
    return { ...before, told: Object.fromEntries(told.filter(([keyId]) => !isForgotten(keyId))) }
  })
}
