import { earliest } from '../../domain/earliest.ts'
import type { StatusMessage } from '../../domain/messages/status.ts'
import { runningStates } from '../../domain/rotation.ts'
import { repeatedAt } from '../../domain/scan-summary.ts'
import type { AppContext, PassRecord, SentCard } from '../../ports.ts'
import { type Actor, isAdministrator } from '../actor.ts'

type Powers = Pick<
  AppContext,
  'passes' | 'outbox' | 'rotations' | 'cards' | 'holders' | 'schedule' | 'directory' | 'clock' | 'policy'
>

/**
 * `/status`: the last pass and what is open. What went wrong and who could not be reached name applications and people:
 * both are for administrators' eyes, in their own chat.
 */
export async function showStatus(ctx: Powers, actor: Actor, isPrivate: boolean): Promise<StatusMessage> {
  const [last, ended, open, seesAll] = await Promise.all([
    ctx.passes.last(),
    ctx.passes.lastEnded(),
    ctx.rotations.open(),
    isAdministrator(ctx, actor),
  ])
  const seesNames = seesAll && isPrivate
  return {
    is: 'status',
    dryRun: ctx.policy.dryRun,
    lastPass: lastPassOf(ended, seesNames),
    runningSince: last !== undefined && last.endedAt === null ? last.startedAt : null,
    nextPassAt: nextPassAt(ctx, ended),
    openRotations: open.filter(({ state }) => runningStates.includes(state)).length,
    awaitingDeployment: open.filter(({ state }) => state === 'awaitingDeployment').length,
    waiting: (await ctx.outbox.all()).length,
    undelivered: seesNames ? await undelivered(ctx) : [],
  }
}

function nextPassAt({ schedule, clock }: Powers, ended: PassRecord | undefined): Date | null {
  const repeated = ended?.endedAt && ended.summary ? repeatedAt(ended.endedAt, ended.summary) : null
  return earliest([schedule.nextAfter(clock.now()), repeated])
}

function lastPassOf(ended: PassRecord | undefined, seesNames: boolean): StatusMessage['lastPass'] {
  const { endedAt = null, summary = null } = ended ?? {}
  if (endedAt === null || summary === null) return null
  return { endedAt, summary: seesNames ? summary : { ...summary, problems: [] } }
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
