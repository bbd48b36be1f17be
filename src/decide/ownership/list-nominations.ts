import { commandId, holderName } from '../../domain/holder.ts'
import type { NoticeMessage } from '../../domain/messages/notice.ts'
import { personName } from '../../domain/person.ts'
import type { AppContext, StoredNomination, StoredRemovalRequest, StoredRotation } from '../../ports.ts'
import { type Actor, isAdministrator } from '../actor.ts'

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

/** Rotations that this person was asked to agree to, or may as an administrator. */
async function requestsFor(
  ctx: Pick<AppContext, 'rotations' | 'directory' | 'policy'>,
  actor: Actor,
): Promise<StoredRotation[]> {
  const open = (await ctx.rotations.open()).filter(({ state }) => state === 'proposed')
  if (open.length === 0) return []
  const isAdmin = await isAdministrator(ctx, actor)
  const isAsked = ({ request }: StoredRotation) =>
    request?.approvers.some(({ personId }) => personId === actor.personId) === true
  return open.filter(
    (rotation) => rotation.request?.requestedBy?.personId !== actor.personId && (isAdmin || isAsked(rotation)),
  )
}

/** Removals that this person was asked to agree to, or may as an administrator. */
async function removalsFor(
  ctx: Pick<AppContext, 'approvals' | 'directory' | 'policy'>,
  actor: Actor,
): Promise<StoredRemovalRequest[]> {
  const open = await ctx.approvals.openRemovals()
  if (open.length === 0) return []
  const isAdmin = await isAdministrator(ctx, actor)
  const isAsked = ({ approvers }: StoredRemovalRequest) => approvers.some(({ personId }) => personId === actor.personId)
  return open.filter((one) => one.requestedBy.personId !== actor.personId && (isAdmin || isAsked(one)))
}

/** `/approvals`: what waits for this person, and how to answer. */
export async function listNominations(
  ctx: Pick<AppContext, 'nominations' | 'rotations' | 'approvals' | 'directory' | 'policy'>,
  actor: Actor,
): Promise<NoticeMessage> {
  const nominations = await nominationsFor(ctx, actor)
  const requests = await requestsFor(ctx, actor)
  const removals = await removalsFor(ctx, actor)
  const waiting = [...nominations, ...requests, ...removals]
  const isOne = waiting.length === 1
  return {
    is: 'notice',
    tone: 'neutral',
    title: waiting.length === 0 ? 'Nothing waits for you' : 'Waiting for your answer',
    text:
      waiting.length === 0
        ? 'Nobody has named you as an owner, and nothing asks for your approval.'
        : `${isOne ? 'One question waits' : `${waiting.length} questions wait`} for you. The cards are in this chat; or say accept, approve or decline with the client ID.`,
    next: nextFor(nominations, requests, removals),
    facts: [...nominations.map(nominationFact), ...requests.map(requestFact), ...removals.map(removalFact)].slice(
      0,
      MAX_SHOWN,
    ),
  }
}

function nextFor(
  nominations: readonly StoredNomination[],
  requests: readonly StoredRotation[],
  [removal]: readonly StoredRemovalRequest[],
): string | null {
  if (nominations[0] !== undefined) return `/accept ${commandId(nominations[0].holder)}`
  if (requests[0] !== undefined) return `/approve ${commandId(requests[0].holder)}`
  if (removal === undefined) return null
  return `/${removal.rotationId === null ? 'not-needed' : 'remove-old'} ${commandId(removal.holder)}`
}

function requestFact({ holder, request, reason }: StoredRotation): NoticeMessage['facts'][number] {
  const by = request?.requestedBy
  const who = by == null ? 'A rotation is due' : `${personName(by)} wants a rotation`
  return { label: `${holderName(holder)}, ${commandId(holder)}`, value: `${who}: ${reason}` }
}

function removalFact({ holder, requestedBy }: StoredRemovalRequest): NoticeMessage['facts'][number] {
  return {
    label: `${holderName(holder)}, ${commandId(holder)}`,
    value: `${personName(requestedBy)} wants a secret removed`,
  }
}

function nominationFact({ holder, nominee, nominatedBy, state }: StoredNomination): NoticeMessage['facts'][number] {
  return {
    label: `${holderName(holder)}, ${commandId(holder)}`,
    value:
      state === 'awaitingNominee'
        ? `${personName(nominatedBy)} named you as the owner`
        : `${personName(nominatedBy)} named ${personName(nominee)}; your approval is asked`,
  }
}
