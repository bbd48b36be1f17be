import type { StatusMessage } from '../domain/message.ts'
import { runningStates } from '../domain/rotation.ts'
import type { AppContext, SentCard } from '../ports.ts'
import { type Actor, isAdministrator } from './actor.ts'

type Powers = Pick<
  AppContext,
  'passes' | 'rotations' | 'cards' | 'holders' | 'schedule' | 'directory' | 'clock' | 'policy'
>

/** `/status`: the last pass and what is open. Who could not be reached is for administrators' eyes. */
export async function showStatus(ctx: Powers, actor: Actor): Promise<StatusMessage> {
  const [last, open, seesAll] = await Promise.all([
    ctx.passes.last(),
    ctx.rotations.open(),
    isAdministrator(ctx, actor),
  ])
  return {
    is: 'status',
    dryRun: ctx.policy.dryRun,
    lastPass: last?.endedAt && last.summary ? { endedAt: last.endedAt, summary: last.summary } : null,
    runningSince: last !== undefined && last.endedAt === null ? last.startedAt : null,
    nextPassAt: ctx.schedule.nextAfter(ctx.clock.now()),
    openRotations: open.filter(({ state }) => runningStates.includes(state)).length,
    awaitingDeployment: open.filter(({ state }) => state === 'stored').length,
    undelivered: seesAll ? await undelivered(ctx) : [],
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
