import type { Actor } from '../../decide/actor.ts'
import { applicationMessage, keyIdsWorthShowing } from '../../domain/application-message.ts'
import { isValidAt } from '../../domain/credential.ts'
import type { Message } from '../../domain/messages/message.ts'
import { withoutRuledOut } from '../../domain/still-in-use.ts'
import { updateCards } from '../../notify/update-cards.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'
import { type Answer, showOnly } from './answer.ts'

/** The card as it stands after a decision was recorded; everybody else's follows. */
export async function showRecorded(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  news: string,
): Promise<Answer> {
  const now = await withRecords(ctx, application)
  return { message: await cardFor(ctx, now, actor, news), followUp: async () => void (await updateCards(ctx, now)) }
}

/** Somebody else has decided between the reading and the writing. */
export async function showTooLate(ctx: AppContext, application: CurrentApplication, actor: Actor): Promise<Answer> {
  const news = 'Somebody else has decided at the same moment; this is how it stands.'
  return showOnly(await cardFor(ctx, await withRecords(ctx, application), actor, news))
}

/** The credentials that matter now; with `showsAll`, or where nothing matters, also those in good order. */
export async function cardFor(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  news: string | null,
  showsAll = false,
): Promise<Message> {
  const cards = await ctx.cards.about(application.holder.objectId)
  const own = cards.find(({ person }) => person.personId === actor.personId)
  const reader = { personId: actor.personId, because: own?.because ?? null, news }
  const matters = [...new Set([...(own?.keyIds ?? []), ...keyIdsWorthShowing(application)])]
  const message = applicationMessage(application, { ...reader, keyIds: matters })
  const isBeingSettled = message.lines.some(({ state }) => !['due', 'rotated', 'removed', 'gone'].includes(state.is))
  if (isBeingSettled || (message.lines.length > 0 && !showsAll)) return message
  const valid = application.holder.credentials.filter((credential) => isValidAt(credential, application.now))
  const keyIds = [...new Set([...matters, ...valid.map(({ keyId }) => keyId)])]
  return applicationMessage(application, { ...reader, keyIds })
}

/** Our records are read again; what Entra said moments ago stands. */
export async function withRecords(ctx: AppContext, application: CurrentApplication): Promise<CurrentApplication> {
  const { objectId } = application.holder
  const [rotations, decisions] = await Promise.all([ctx.rotations.about(objectId), ctx.approvals.about(objectId)])
  const superseded = withoutRuledOut(application.superseded, decisions.stillInUse)
  return { ...application, ...decisions, superseded, rotations, now: ctx.clock.now() }
}
