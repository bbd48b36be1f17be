import type { Actor } from '../../decide/actor.ts'
import { decideAction } from '../../decide/decide-action.ts'
import { type Action, isApplicationAction, isNominationAction } from '../../decide/parse-action.ts'
import { sendCard } from '../../notify/send-card.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'
import { readApplication } from '../../scan/read-application.ts'
import { runNominationAction } from '../ownership/run-nominations.ts'
import { agreeToRemoval, declineRemoval } from '../requests/run-removals.ts'
import { type Answer, showOnly } from './answer.ts'
import { answerNewOwner, answerNominate } from './answer-ownership.ts'
import { answerAskRemoval, answerRemoveOld } from './answer-removal.ts'
import { answerAsk, answerGoOn, answerRotate, answerToRequest, answerUndo } from './answer-rotation.ts'
import { cardFor, showRecorded, showTooLate } from './answer-with-card.ts'
import { deletedNotice, openedNotice, refusal } from './notices.ts'
import { declinedNews } from './second-person-news.ts'

/** One click or command of one person: read, decide, do, answer. */
export async function runAction(ctx: AppContext, actor: Actor, action: Action): Promise<Answer> {
  if (!isApplicationAction(action))
    return isNominationAction(action) ? runNominationAction(ctx, actor, action) : showOnly(deletedNotice)
  const application = await readApplication(ctx, action.kind, action.objectId)
  if (application === undefined) return showOnly(deletedNotice)
  const decision = await decideAction(ctx, application, actor, action)
  switch (decision.is) {
    case 'refuse':
      return showOnly(refusal(decision.text))
    case 'impossible':
      return showOnly(await cardFor(ctx, application, actor, decision.text))
    case 'ask':
      return showOnly(decision.form)
    case 'show':
      return showOnly(await cardFor(ctx, application, actor, decision.news, decision.news === null))
    case 'tell':
      return showOnly(decision.notice)
    case 'open':
      return open(ctx, application, actor)
    case 'recorded':
      return showRecorded(ctx, application, actor, decision.news)
    case 'newOwner':
      return answerNewOwner(ctx, application, actor, decision)
    case 'nominate':
      return answerNominate(ctx, application, actor, decision)
    case 'rotate':
      return answerRotate(ctx, application, actor, decision)
    case 'removeOld':
      return answerRemoveOld(ctx, application, actor, decision)
    case 'request':
      return answerAsk(ctx, application, actor, decision)
    case 'approveRequest':
    case 'declineRequest':
      return answerToRequest(ctx, application, actor, decision)
    case 'askRemoval':
      return answerAskRemoval(ctx, application, actor, decision)
    case 'agreeRemoval':
      if (!(await agreeToRemoval(ctx, decision))) return showTooLate(ctx, application, actor)
      return decision.then.is === 'removeNow'
        ? answerGoOn(ctx, application, actor, decision.then)
        : answerRemoveOld(ctx, application, actor, decision.then)
    case 'declineRemoval':
      if (!(await declineRemoval(ctx, decision))) return showTooLate(ctx, application, actor)
      return showRecorded(ctx, application, actor, declinedNews)
    case 'undo':
      return answerUndo(ctx, application, actor, decision)
    case 'confirm':
    case 'removeNow':
    case 'resume':
      return answerGoOn(ctx, application, actor, decision)
  }
}

/** From a list, which stays as it is: the card comes below it. */
async function open(ctx: AppContext, application: CurrentApplication, actor: Actor): Promise<Answer> {
  const cards = await ctx.cards.about(application.holder.objectId)
  const because = cards.find(({ person }) => person.personId === actor.personId)?.because ?? null
  const result = await sendCard(ctx, application, actor, because, null)
  return showOnly(result.ok ? openedNotice : refusal('Teams did not take the card. Say /app with the name instead.'))
}
