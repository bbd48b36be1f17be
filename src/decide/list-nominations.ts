import { holderName } from '../domain/holder.ts'
import type { NoticeMessage } from '../domain/message.ts'
import { personName } from '../domain/person.ts'
import type { AppContext, StoredNomination } from '../ports.ts'
import { type Actor, isAdministrator } from './actor.ts'

const MAX_SHOWN = 12

/** Questions that wait for this person: as the nominee, or as an administrator who is not involved. */
export async function nominationsFor(
  ctx: Pick<AppContext, 'nominations' | 'directory' | 'policy'>,
  actor: Actor,
): Promise<StoredNomination[]> {
  const open = await ctx.nominations.open()
  const mayApprove = open.some(({ state }) => state === 'awaitingApproval') && (await isAdministrator(ctx, actor))
  return open.filter(({ state, nominee, nominatedBy }) => {
    if (state === 'awaitingNominee') return nominee.personId === actor.personId
    const isInvolved = nominee.personId === actor.personId || nominatedBy.personId === actor.personId
    return state === 'awaitingApproval' && mayApprove && !isInvolved
  })
}

/** `/approvals`: what waits for this person, and how to answer. */
export async function listNominations(
  ctx: Pick<AppContext, 'nominations' | 'directory' | 'policy'>,
  actor: Actor,
): Promise<NoticeMessage> {
  const waiting = await nominationsFor(ctx, actor)
  const isOne = waiting.length === 1
  return {
    is: 'notice',
    tone: 'neutral',
    title: waiting.length === 0 ? 'Nothing waits for you' : 'Waiting for your answer',
    text:
      waiting.length === 0
        ? 'Nobody has named you as an owner, and nothing asks for your approval.'
        : `${isOne ? 'One question waits' : `${waiting.length} questions wait`} for you. The cards are in this chat; or say accept or decline with the client id.`,
    next: waiting[0] === undefined ? null : `/accept ${waiting[0].holder.clientId}`,
    facts: waiting.slice(0, MAX_SHOWN).map(({ holder, nominee, nominatedBy, state }) => ({
      label: `${holderName(holder)}, ${holder.clientId}`,
      value:
        state === 'awaitingNominee'
          ? `${personName(nominatedBy)} named you as the owner`
          : `${personName(nominatedBy)} named ${personName(nominee)}; your approval is asked`,
    })),
  }
}
