import { randomUUID } from 'node:crypto'
import type { Actor } from '../decide/actor.ts'
import { answerNomination } from '../decide/answer-nomination.ts'
import type { Decision } from '../decide/decision.ts'
import type { NominationAction } from '../decide/parse-action.ts'
import { DAY_MS } from '../domain/credential.ts'
import { type HolderRef, holderName } from '../domain/holder.ts'
import type { NoticeMessage } from '../domain/message.ts'
import { type Nomination, needsApproval } from '../domain/nomination.ts'
import { isReachable, type Person, type PersonRef, personName } from '../domain/person.ts'
import { sendCard } from '../notify/send-card.ts'
import { askAbout, nominationMessage, updateNomination } from '../notify/send-nomination.ts'
import { updateCards } from '../notify/update-cards.ts'
import type { AppContext, CurrentApplication, StoredNomination } from '../ports.ts'
import { readApplication } from '../scan/read-application.ts'
import type { Answer } from './answer.ts'
import { messageOf } from './message-of.ts'
import { moveNomination, nominationEvent } from './move-nomination.ts'
import { readAdministrators } from './read-administrators.ts'

/** Names somebody for an application. Returns the sentence for whoever did; asking goes on behind the answer. */
export async function nominate(
  ctx: AppContext,
  application: CurrentApplication,
  { nominee, by, risks, isRiskUnknown }: Decision & { is: 'nominate' },
): Promise<{ readonly news: string; readonly followUp: (() => Promise<void>) | null }> {
  const name = nominee.personId === by.personId ? 'You' : personName(nominee)
  if (application.dryRun)
    return { news: `Dry run: ${personName(nominee)} would be asked. Nothing was changed.`, followUp: null }
  const now = ctx.clock.now()
  const { kind, objectId, clientId, displayName } = application.holder
  const draft = { nominee: refOf(nominee), nominatedBy: by, risks, isRiskUnknown }
  const isGated = needsApproval(draft)
  if (isGated && (await approversOf(ctx, draft)).length === 0) {
    return {
      news: 'A second person has to approve this, and Keyturn knows no other administrator. Nothing was changed.',
      followUp: null,
    }
  }
  const nomination: Nomination = {
    ...draft,
    nominationId: randomUUID(),
    holder: { kind, objectId, clientId, displayName },
    nominatedAt: now,
    state: isGated ? 'awaitingApproval' : 'awaitingNominee',
    sequence: 0,
    expiresAt: new Date(now.getTime() + ctx.policy.nominationExpiryDays * DAY_MS),
    approvedBy: null,
    reason: null,
    changedAt: now,
  }
  if (!(await ctx.nominations.start(nomination, nominationEvent(nomination, 'owner-nominated', by)))) {
    return {
      news: `${name} ${name === 'You' ? 'have' : 'has'} been named already; the answer is awaited.`,
      followUp: null,
    }
  }
  const news = isGated
    ? `${name} ${name === 'You' ? 'were' : 'was'} named as the new owner. An administrator has to approve it first.`
    : `${name} was asked to become the owner. I will tell you the answer.`
  return { news, followUp: () => ask(ctx, nomination, application) }
}

/** `Accept`, `Decline` of a nominee; `Approve`, `Decline` of an administrator. */
export async function runNominationAction(ctx: AppContext, actor: Actor, action: NominationAction): Promise<Answer> {
  const about = await ctx.nominations.about(action.objectId)
  const nomination = about.find(({ nominationId }) => nominationId === action.nominationId)
  if (nomination === undefined) return only(notice('There is no such question any more.'))
  const application = await readApplication(ctx, action.kind, action.objectId)
  if (application === undefined) return only(await withdraw(ctx, nomination))
  const decision = await answerNomination(ctx, nomination, actor, action)
  if (decision.is === 'refuse') return only(notice(decision.text))

  const { to, by, reason } = decision
  const role = action.verb === 'acceptNomination' || action.verb === 'declineNomination' ? 'nominee' : 'approver'
  if (application.dryRun) return only(notice('Dry run: your answer was not recorded, and nothing was changed.'))
  const isApproval = role === 'approver' && to !== 'refused'
  const moved = await moveNomination(ctx, nomination, to, by, {
    reason,
    ...(isApproval && { approvedBy: by, expiresAt: expiryFromNow(ctx) }),
  })
  if (moved === undefined) return only(notice('Somebody else has just answered this. Look at the card again.'))
  const settled = moved.state === 'accepting' ? await finishAccepting(ctx, moved, application) : moved
  return {
    message: nominationMessage(settled, withOwner(application, settled), role),
    followUp: () => afterMove(ctx, settled, application),
  }
}

/** Goes on with what a crash or a wait has left: asks who was not asked, finishes acceptances, ends what took too long. */
export async function runOpenNominations(ctx: AppContext): Promise<void> {
  if (ctx.policy.dryRun) return
  for (const nomination of await ctx.nominations.open()) {
    try {
      await goOn(ctx, nomination)
    } catch (error) {
      ctx.log.error(
        { nominationId: nomination.nominationId, error: messageOf(error) },
        'Nomination could not go on yet',
      )
    }
  }
}

async function goOn(ctx: AppContext, nomination: StoredNomination): Promise<void> {
  const { kind, objectId } = nomination.holder
  const application = await readApplication(ctx, kind, objectId)
  if (application === undefined) return void (await withdraw(ctx, nomination))
  if (nomination.state === 'accepting') {
    const settled = await finishAccepting(ctx, nomination, application)
    return afterMove(ctx, settled, application)
  }
  if (nomination.expiresAt <= ctx.clock.now()) {
    const expired = await moveNomination(ctx, nomination, 'expired', null)
    if (expired !== undefined) await afterMove(ctx, expired, application)
    return
  }
  const role = nomination.state === 'awaitingApproval' ? 'approver' : 'nominee'
  const cards = await ctx.nominations.cardsOf(nomination)
  if (!cards.some((card) => card.role === role)) await ask(ctx, nomination, application)
}

async function ask(ctx: AppContext, nomination: Nomination, application: CurrentApplication): Promise<void> {
  const isGated = nomination.state === 'awaitingApproval'
  const people = isGated ? await approversOf(ctx, nomination) : [nomination.nominee]
  const isAsked = await askAbout(ctx, nomination, application, isGated ? 'approver' : 'nominee', people)
  if (!isAsked) {
    const name = isGated ? 'No administrator' : personName(nomination.nominee)
    const text = isGated ? 'could be reached in Teams yet.' : 'could not be reached in Teams yet.'
    await tell(
      ctx,
      nomination,
      nomination.nominatedBy,
      `${name} ${text} I keep trying; you can also name somebody else.`,
    )
  }
}

/** Entra first, then our record: an owner who is one already is success, so repeating it is harmless. */
async function finishAccepting(
  ctx: AppContext,
  nomination: StoredNomination,
  application: CurrentApplication,
): Promise<StoredNomination> {
  await ctx.directory.addOwner(application.holder, nomination.nominee.personId)
  return (await moveNomination(ctx, nomination, 'accepted', nomination.nominee)) ?? nomination
}

/** Tells everybody whom the answer concerns. */
async function afterMove(
  ctx: AppContext,
  nomination: StoredNomination,
  application: CurrentApplication,
): Promise<void> {
  const { state, nominee, nominatedBy, reason } = nomination
  const now = withOwner(application, nomination)
  await updateNomination(ctx, nomination, now)
  const name = personName(nominee)
  const because = reason === null ? '' : ` They wrote: ${reason}`
  const isSelf = nominee.personId === nominatedBy.personId
  if (state === 'awaitingNominee') return ask(ctx, nomination, now)
  if (state === 'accepted') {
    await updateCards(ctx, now)
    await sendCard(ctx, now, nominee, { is: 'owner' }, 'You are now an owner of this application.')
    if (!isSelf) await tell(ctx, nomination, nominatedBy, `${name} accepted and is now an owner.`)
  }
  if (state === 'declined')
    await offerAgain(ctx, now, nominatedBy, `${name} declined.${because} Please name somebody else.`)
  if (state === 'refused')
    await tell(ctx, nomination, nominatedBy, `An administrator refused ${isSelf ? 'you' : name} as an owner.${because}`)
  if (state === 'expired') {
    await tell(
      ctx,
      nomination,
      nominatedBy,
      `${name} did not become an owner: nobody answered in time. The administrators are told.`,
    )
    const news = `${name} was named as an owner and nobody answered in time. The application still needs one.`
    for (const person of await readAdministrators(ctx)) await sendCard(ctx, now, person, { is: 'administrator' }, news)
  }
}

async function offerAgain(
  ctx: AppContext,
  application: CurrentApplication,
  person: PersonRef,
  news: string,
): Promise<void> {
  const cards = await ctx.cards.about(application.holder.objectId)
  const own = cards.find((card) => card.person.personId === person.personId)
  await sendCard(ctx, application, person, own?.because ?? null, news)
}

async function withdraw(ctx: AppContext, nomination: StoredNomination): Promise<NoticeMessage> {
  const text = 'The application was deleted in Entra, so nobody has to take it over any more.'
  const gone = await moveNomination(ctx, nomination, 'withdrawn', null)
  for (const { sent } of gone === undefined ? [] : await ctx.nominations.cardsOf(gone)) {
    await ctx.messenger.update(sent, notice(text))
  }
  return notice(text)
}

/** Administrators who are neither named nor have named: a second person. */
async function approversOf(ctx: AppContext, of: Pick<Nomination, 'nominee' | 'nominatedBy'>): Promise<Person[]> {
  const involved = [of.nominee.personId, of.nominatedBy.personId]
  return (await readAdministrators(ctx)).filter((person) => isReachable(person) && !involved.includes(person.personId))
}

/** Entra's reads lag behind its writes, so the new owner is added here rather than read back. */
function withOwner(application: CurrentApplication, { state, nominee }: Nomination): CurrentApplication {
  if (state !== 'accepted') return application
  const owner = {
    type: 'user' as const,
    ...nominee,
    mail: null,
    userPrincipalName: null,
    accountEnabled: true,
    userType: null,
  }
  const isListed = application.holder.owners.some((one) => one.type === 'user' && one.personId === nominee.personId)
  const owners = isListed ? application.holder.owners : [...application.holder.owners, owner]
  return { ...application, holder: { ...application.holder, owners } }
}

function expiryFromNow({ clock, policy }: Pick<AppContext, 'clock' | 'policy'>): Date {
  return new Date(clock.now().getTime() + policy.nominationExpiryDays * DAY_MS)
}

async function tell(
  ctx: Pick<AppContext, 'messenger'>,
  { holder }: Pick<Nomination, 'holder'>,
  person: PersonRef,
  text: string,
): Promise<void> {
  await ctx.messenger.send(person.personId, notice(text, holder))
}

function notice(text: string, holder?: HolderRef): NoticeMessage {
  const facts = holder === undefined ? [] : [{ label: 'Application', value: holderName(holder) }]
  return { is: 'notice', tone: 'neutral', title: 'New owner', text, next: null, facts }
}

function only(message: Answer['message']): Answer {
  return { message, followUp: null }
}

function refOf({ personId, displayName }: PersonRef): PersonRef {
  return { personId, displayName }
}
