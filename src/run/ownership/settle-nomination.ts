import { hasCode, messageOf } from '../../domain/errors.ts'
import type { NoticeMessage } from '../../domain/messages/notice.ts'
import type { Nomination } from '../../domain/nomination.ts'
import { type PersonRef, personName } from '../../domain/person.ts'
import { sendCard } from '../../notify/send-card.ts'
import { updateNomination } from '../../notify/send-nomination.ts'
import { updateCards } from '../../notify/update-cards.ts'
import type { AppContext, CurrentApplication, StoredNomination } from '../../ports.ts'
import { readAdministrators } from '../requests/read-administrators.ts'
import { moveNomination } from './move-nomination.ts'
import { askFirst } from './nominate.ts'
import { nominationNotice, tellOfNomination } from './nomination-notice.ts'

/**
 * Entra first, then our record: an owner who is one already is success, so repeating it is harmless. What Entra refuses
 * for good ends it; anything else is thrown and tried again until the nomination expires.
 */
export async function finishAccepting(
  ctx: AppContext,
  nomination: StoredNomination,
  application: CurrentApplication,
): Promise<StoredNomination> {
  try {
    await ctx.directory.addOwner(application.holder, nomination.nominee.personId)
  } catch (error) {
    const isForGood = hasCode(error, 'directory-denied', 'directory-refused', 'directory-not-found')
    const isTooLate = nomination.expiresAt <= ctx.clock.now()
    if (!isForGood && !isTooLate) throw error
    return (await moveNomination(ctx, nomination, 'failed', null, { reason: messageOf(error) })) ?? nomination
  }
  return (await moveNomination(ctx, nomination, 'accepted', nomination.nominee)) ?? nomination
}

/** Tells everybody whom the answer concerns. */
export async function afterMove(
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
  if (state === 'awaitingNominee') return askFirst(ctx, nomination, now)
  if (state === 'accepted') {
    await updateCards(ctx, now)
    await sendCard(ctx, now, nominee, { is: 'owner' }, 'You are now an owner of this application.')
    if (!isSelf) await tellOfNomination(ctx, nomination, nominatedBy, `${name} accepted and is now an owner.`)
  }
  if (state === 'declined')
    await offerAgain(ctx, now, nominatedBy, `${name} declined.${because} Please name somebody else.`)
  if (state === 'failed') {
    const remedy = `${reason ?? ''} Then name them again, or somebody else.`
    if (!isSelf) await offerAgain(ctx, now, nominatedBy, `${name} accepted but is no owner. ${remedy}`)
    await tellOfNomination(ctx, nomination, nominee, `You could not be made an owner. ${reason ?? ''}`)
  }
  if (state === 'refused')
    await tellOfNomination(
      ctx,
      nomination,
      nominatedBy,
      `An administrator refused ${isSelf ? 'you' : name} as an owner.${because}`,
    )
  if (state === 'expired') {
    await tellOfNomination(
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

/** Nobody has to take over what is gone. */
export async function withdraw(ctx: AppContext, nomination: StoredNomination): Promise<NoticeMessage> {
  const text = 'The application was deleted in Entra, so nobody has to take it over any more.'
  const gone = await moveNomination(ctx, nomination, 'withdrawn', null)
  for (const { sent } of gone === undefined ? [] : await ctx.nominations.cardsOf(gone)) {
    await ctx.messenger.update(sent, nominationNotice(text))
  }
  return nominationNotice(text)
}

/** Entra's reads lag behind its writes, so the new owner is added here rather than read back. */
export function withOwner(application: CurrentApplication, { state, nominee }: Nomination): CurrentApplication {
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
