import { linesOf } from '../domain/application-message.ts'
import type { Delivery } from '../domain/delivery.ts'
import type { AlertListMessage } from '../domain/messages/alert-list.ts'
import type { Person } from '../domain/person.ts'
import { cardKey, type Situation } from '../domain/situation.ts'
import type { AppContext, ListedApplication, SentCard, SentList } from '../ports.ts'
import { alertEvent } from './alert-event.ts'
import { isLeftUnopened } from './left-unopened.ts'
import { mailTo } from './mail-to.ts'
import { viewOfPlanned } from './message-view.ts'
import { newlyTold } from './save-copy.ts'
import { saveRefusal } from './save-refusal.ts'
import { type Outcome, outcomeOf, sendTo } from './send-to.ts'
import { takeOver } from './take-over.ts'
import type { ListPowers } from './update-lists.ts'

type Powers = ListPowers & Pick<AppContext, 'mailer' | 'cards' | 'conversations'>

/**
 * Sends one person everything that fell due for them as one list, and a mail beside it where a single card would have
 * one. The stored list is the record that it was told; the
 * applications' own records follow and are completed later should this process die in between.
 */
export async function deliverList(
  ctx: Powers,
  delivery: Delivery,
  situation: Situation,
  account: Person | undefined,
): Promise<Outcome> {
  const [{ recipient }] = delivery.cards
  const { person } = recipient
  const message = listMessage(ctx, delivery, situation)
  const result = await sendTo(ctx, recipient, message)
  const outcome = outcomeOf(result, delivery.tries)
  const needsMail = outcome.is === 'refused' || (result.ok && (await isLeftUnopened(ctx, delivery.cards, situation)))
  const isMailed = needsMail && (await mailTo(ctx, account, message))
  if (!result.ok && !isMailed) {
    for (const card of delivery.cards) await saveRefusal(ctx, card, result.reason)
    return outcome
  }
  const at = ctx.clock.now()
  const rows = delivery.cards.map((card): ListedApplication => {
    const before = situation.told.get(cardKey(card.holder.objectId, person.personId))
    const stages = Object.fromEntries(card.findings.map(({ credential, stage }) => [credential.keyId, stage]))
    const told = newlyTold(stages, before && { told: before }, at)
    return {
      holder: card.holder,
      because: card.recipient.reason,
      told,
      keyIds: Object.keys(stages),
      isTakenOver: false,
    }
  })
  await ctx.lists.add({ listId: delivery.deliveryId, person, rows, sent: result.ok ? result.sent : null, at })
  await completeList(ctx, delivery, isMailed)
  return { is: 'sent' }
}

/** Writes what a delivered list told to the records of its applications. Safe to repeat; false: it was not delivered. */
export async function completeList(
  ctx: Powers,
  { person, deliveryId, cards }: Delivery,
  isMailed = false,
): Promise<boolean> {
  const list = await ctx.lists.get({ personId: person.personId, listId: deliveryId })
  if (list === undefined) return false
  const how = list.sent === null ? 'in a list by mail' : isMailed ? 'in a list and by mail' : 'in a list'
  for (const card of cards) {
    const { objectId } = card.holder
    const of = { objectId, personId: person.personId }
    if (!card.isFirst && list.sent !== null) await takeOver(ctx, of, list.sent)
    const event = alertEvent(list.at, card, how)
    await ctx.cards.change(of, (before) => listed(before, list, objectId), { event, isNew: card.isFirst })
  }
  return true
}

function listed(before: SentCard | undefined, list: SentList, objectId: string): SentCard | undefined {
  const row = list.rows.find(({ holder }) => holder.objectId === objectId)
  if (row === undefined) return undefined
  return {
    objectId,
    person: list.person,
    because: row.because,
    told: { ...before?.told, ...row.told },
    keyIds: [...new Set([...row.keyIds, ...(before?.keyIds ?? [])])],
    copies: before?.copies ?? [],
    listId: list.listId,
    refusal: null,
    at: list.at,
  }
}

function listMessage(ctx: Powers, { cards }: Delivery, situation: Situation): AlertListMessage {
  const rows = cards.map((card) => ({
    holder: card.holder,
    because: card.recipient.reason,
    lines: linesOf(viewOfPlanned(ctx, card, situation), null),
    isTakenOver: false,
  }))
  return { is: 'alertList', rows, dryRun: ctx.policy.dryRun }
}
