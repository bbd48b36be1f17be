import type { Finding } from '../../domain/finding.ts'
import type { Situation } from '../../domain/situation.ts'
import { sendQuietCards } from '../../notify/send-quiet-cards.ts'
import { planQuietCards } from '../../plan/plan-quiet-cards.ts'
import type { AppContext, Lease } from '../../ports.ts'

/** Asks people once about credentials that were replaced. Returns a sentence for each failure. */
export async function askAboutOld(
  ctx: AppContext,
  findings: readonly Finding[],
  situation: Situation,
  lease: Lease,
): Promise<string[]> {
  if (!findings.some(({ supersededBy }) => supersededBy !== null)) return []
  return sendQuietCards(ctx, planQuietCards(findings, situation, await ctx.successions.asked()), lease)
}
