import type { Actor } from '../../decide/actor.ts'
import type { Decision } from '../../decide/decision.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'
import { runRemovalRequest, startRemoval } from '../requests/run-removals.ts'
import { removedNews, runRemoval } from '../rotations/remove-old.ts'
import { type Answer, showOnly } from './answer.ts'
import { cardFor, showRecorded, showTooLate, withRecords } from './answer-with-card.ts'
import { askedNews } from './second-person-news.ts'

/** Records that somebody wants a live credential removed; a second person is asked behind the answer. */
export async function answerAskRemoval(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  decision: Decision & { is: 'askRemoval' },
): Promise<Answer> {
  const request = await startRemoval(ctx, application, decision)
  if (request === undefined) return showTooLate(ctx, application, actor)
  const news = await askedNews(ctx, application.holder, decision.by, 'it is removed')
  return {
    message: await cardFor(ctx, await withRecords(ctx, application), actor, news),
    followUp: () => runRemovalRequest(ctx, request),
  }
}

/** Removes what is no longer needed, or says why it stays. */
export async function answerRemoveOld(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  decision: Decision & { is: 'removeOld' },
): Promise<Answer> {
  const { outcome, after } = await runRemoval(ctx, application, decision)
  // What was not done changes no card; the answer alone says why.
  if (outcome.is === 'kept') return showOnly(await cardFor(ctx, application, actor, outcome.why))
  return showRecorded(ctx, after, actor, removedNews)
}
