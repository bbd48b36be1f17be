import type { Actor } from '../../decide/actor.ts'
import type { Decision } from '../../decide/decision.ts'
import { within } from '../../decide/within.ts'
import { latestRotation } from '../../domain/application-message.ts'
import { updateCards } from '../../notify/update-cards.ts'
import type { AppContext, CurrentApplication, StoredRotation } from '../../ports.ts'
import { confirmRotation, removeOldNow } from '../../rotate/confirm-rotation.ts'
import { resumeRotation } from '../../rotate/resume-rotation.ts'
import { startRotation } from '../../rotate/start-rotation.ts'
import { undoRotation } from '../../rotate/undo-rotation.ts'
import { answerRequest, runRequest, startRequest } from '../requests/run-requests.ts'
import { rotatePowers, runRotation } from '../rotations/run-rotations.ts'
import { type Answer, showOnly } from './answer.ts'
import { cardFor, showRecorded, showTooLate, withRecords } from './answer-with-card.ts'
import { askedNews, declinedNews } from './second-person-news.ts'

/** Teams drops a click that is not answered within seconds, so a longer rotation goes on behind the answer. */
const ANSWER_WITHIN_MS = 2_500

/** Starts the rotation, or joins the one that is open for this credential. */
export async function answerRotate(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  { credential, reason, by }: Decision & { is: 'rotate' },
): Promise<Answer> {
  const { holder } = application
  await startRotation(ctx, { holder, credential, approvedBy: by, reason })
  const rotation = latestRotation(await ctx.rotations.about(holder.objectId), credential.keyId)
  return rotation === undefined
    ? showOnly(await cardFor(ctx, application, actor, null))
    : finish(ctx, application, actor, rotation)
}

/** Records that a second person is needed; they are asked behind the answer. */
export async function answerAsk(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  decision: Decision & { is: 'request' },
): Promise<Answer> {
  await startRequest(ctx, application, decision)
  const { objectId } = application.holder
  const rotation = latestRotation(await ctx.rotations.about(objectId), decision.credential.keyId)
  const now = await withRecords(ctx, application)
  const news = await askedNews(ctx, application.holder, decision.by, 'anything is rotated')
  return {
    message: await cardFor(ctx, now, actor, news),
    followUp: async () => {
      if (rotation !== undefined) await runRequest(ctx, rotation)
    },
  }
}

/** What the second person said: an agreed rotation starts at once. */
export async function answerToRequest(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  decision: Decision & { is: 'approveRequest' | 'declineRequest' },
): Promise<Answer> {
  const after = await answerRequest(ctx, decision)
  if (after === undefined) return showTooLate(ctx, application, actor)
  if (decision.is === 'approveRequest') return finish(ctx, application, actor, after)
  return showRecorded(ctx, application, actor, declinedNews)
}

const goOnBy = { confirm: confirmRotation, removeNow: removeOldNow, resume: resumeRotation } as const

/** Moves an open rotation on by a person's word. */
export async function answerGoOn(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  { is, rotation, by }: Decision & { is: keyof typeof goOnBy },
): Promise<Answer> {
  const moved = await goOnBy[is](ctx, rotation, by)
  // Somebody else was first: what came of that is shown.
  const current = moved ?? latestRotation(await ctx.rotations.about(application.holder.objectId), rotation.old.keyId)
  return finish(ctx, application, actor, current ?? rotation)
}

/** Takes a rotation back, where that is still possible. */
export async function answerUndo(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  { rotation, by }: Decision & { is: 'undo' },
): Promise<Answer> {
  const started = await undoRotation(rotatePowers(ctx), rotation, by)
  if (started.is === 'refused') return showOnly(await cardFor(ctx, application, actor, started.why))
  return finish(ctx, application, actor, started.rotation)
}

/** Runs the rotation; answers with its end where that comes soon, else with how far it is. */
async function finish(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  rotation: StoredRotation,
): Promise<Answer> {
  let hasEnded = false
  const run = runRotation(ctx, rotation)
    .catch((error) => {
      ctx.log.error({ rotationId: rotation.rotationId, error: String(error) }, 'Rotation could not go on yet')
    })
    .finally(() => {
      hasEnded = true
    })
  await within(ANSWER_WITHIN_MS, run)
  const answeredBefore = !hasEnded
  const message = await cardFor(ctx, await withRecords(ctx, application), actor, null)
  const followUp = async () => {
    await run
    // The card of this answer may not have been known yet when the rotation showed its end everywhere.
    if (answeredBefore) await updateCards(ctx, await withRecords(ctx, application))
  }
  return { message, followUp }
}
