import { applicationMessage } from '../domain/application-message.ts'
import { isEscalated } from '../domain/finding.ts'
import { type Person, reachableOwners } from '../domain/person.ts'
import type { PlannedNotification } from '../domain/plan.ts'
import type { Situation } from '../domain/situation.ts'
import type { AppContext, SendResult } from '../ports.ts'
import { alertEvent } from './alert-event.ts'
import { isLeftUnopened } from './left-unopened.ts'
import { mailTo } from './mail-to.ts'
import { viewOfPlanned } from './message-view.ts'
import { saveCopy } from './save-copy.ts'
import { saveRefusal } from './save-refusal.ts'
import { type Outcome, outcomeOf, sendTo } from './send-to.ts'
import { takeOver } from './take-over.ts'
import type { ListPowers } from './update-lists.ts'

type Powers = ListPowers & Pick<AppContext, 'mailer' | 'cards' | 'conversations'>

/**
 * Sends one application's card to one person and records it at once. Where Teams cannot reach them, and where they left
 * the last card of the second stage unopened, mail says the same.
 */
export async function deliverCard(
  ctx: Powers,
  card: PlannedNotification,
  situation: Situation,
  person: Person | undefined,
  tries: number,
): Promise<Outcome> {
  const { recipient, findings } = card
  const message = applicationMessage(viewOfPlanned(ctx, card, situation), {
    because: recipient.reason,
    keyIds: findings.map(({ credential }) => credential.keyId),
    news: isEscalated(recipient.reason) ? escalationNews(card, ctx.policy.escalateAfterDays) : null,
  })
  const result = await sendTo(ctx, recipient, message)
  const outcome = outcomeOf(result, tries)
  const needsMail = outcome.is === 'refused' || (result.ok && (await isLeftUnopened(ctx, [card], situation)))
  const isMailed = needsMail && (await mailTo(ctx, person, message))
  if (!result.ok && !isMailed) {
    await saveRefusal(ctx, card, result.reason)
    return outcome
  }
  await saveSent(ctx, card, result, isMailed)
  return { is: 'sent' }
}

function escalationNews({ findings: [{ owners }] }: PlannedNotification, days: number): string {
  const since = days === 1 ? 'a day' : `${days} days`
  const remedy = reachableOwners(owners).length > 0 ? ' Its owners can act; please remind them.' : ''
  return `The earlier alert has not been answered for ${since}, so you are told as well.${remedy}`
}

async function saveSent(ctx: Powers, card: PlannedNotification, result: SendResult, isMailed: boolean): Promise<void> {
  const { holder, recipient, findings, isFirst } = card
  const { objectId } = holder
  const sent = result.ok ? result.sent : null
  const how = sent === null ? 'by mail' : isMailed ? 'by card and mail' : 'by card'
  await saveCopy(ctx, {
    objectId,
    person: recipient.person,
    because: recipient.reason,
    told: Object.fromEntries(findings.map(({ credential, stage }) => [credential.keyId, stage])),
    keyIds: findings.map(({ credential }) => credential.keyId),
    sent,
    event: alertEvent(ctx.clock.now(), card, how),
    isNew: isFirst,
  })
  if (!isFirst && sent !== null) await takeOver(ctx, { objectId, personId: recipient.person.personId }, sent)
}
