import type { StatusMessage } from '../../domain/messages/status.ts'
import { runningStates } from '../../domain/rotation.ts'
import type { AppContext, SentCard } from '../../ports.ts'
import { type Actor, isAdministrator } from '../actor.ts'

type Powers = Pick<
  AppContext,
  'passes' | 'outbox' | 'rotations' | 'cards' | 'holders' | 'schedule' | 'directory' | 'clock' | 'policy'
>

/** `/status`: the last pass and what is open. Who could not be reached is for administrators' eyes, in their own chat. */
export async function showStatus(ctx: Powers, actor: Actor, isPrivate: boolean): Promise<StatusMessage> {
  const [last, ended, open, seesAll] = await Promise.all([
    ctx.passes.last(),
    ctx.passes.lastEnded(),
    ctx.rotations.open(),
    isAdministrator(ctx, actor),
  ])
  return {
    is: 'status',
    dryRun: ctx.policy.dryRun,
    lastPass: ended?.endedAt && ended.summary ? { endedAt: ended.endedAt, summary: ended.summary } : null,
    runningSince: last !== undefined && last.endedAt === null ? last.startedAt : null,
    nextPassAt: ctx.schedule.nextAfter(ctx.clock.now()),
    openRotations: open.filter(({ state }) => runningStates.includes(state)).length,
    awaitingDeployment: open.filter(({ state }) => state === 'awaitingDeployment').length,
    waiting: (await ctx.outbox.all()).length,
    undelivered: seesAll && isPrivate ? await undelivered(ctx) : [],
  }
}

async function undelivered(ctx: Pick<Powers, 'cards' | 'holders'>): Promise<StatusMessage['undelivered']> {
  const refused: SentCard[] = []
  for await (const card of ctx.cards.all()) if (card.refusal !== null) refused.push(card)
  const holders = await ctx.holders.getMany(refused.map(({ objectId }) => objectId))
  return refused.flatMap(({ objectId, person, refusal }) => {
    const holder = holders.get(objectId)
    return holder === undefined || refusal === null ? [] : [{ holder, person, reason: refusal }]
  })
}
