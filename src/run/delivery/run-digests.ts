import { ownerGaps } from '../../decide/ownership/list-orphans.ts'
import { expiringRows } from '../../decide/show/application-rows.ts'
import { messageOf } from '../../domain/errors.ts'
import type { DigestMessage } from '../../domain/messages/digest.ts'
import { digestOf, dueChannels, postDigest } from '../../notify/post-digest.ts'
import type { AppContext, SendRefusal } from '../../ports.ts'

/** Posts the digests that are due. Returns a sentence for each channel that could not be reached. */
export async function runDigests(ctx: AppContext): Promise<string[]> {
  const problems: string[] = []
  const channels = await dueChannels(ctx)
  let overview: DigestMessage | undefined
  for (const channel of channels) {
    try {
      // It takes reading every application, and is the same for all channels.
      overview ??= await currentDigest(ctx, 'daily')
      const period = channel.digest === 'weekly' ? 'weekly' : 'daily'
      const result = await postDigest(ctx, channel, { ...overview, period })
      if (!result.ok) problems.push(notPosted(result.reason))
    } catch (error) {
      const reason = messageOf(error)
      problems.push(`A channel's digest was not posted: ${reason} The next pass tries again.`)
    }
  }
  return problems
}

function notPosted(reason: SendRefusal): string {
  return reason === 'gone' || reason === 'not-installed'
    ? 'Keyturn is no longer in a channel that had a digest, so the digest is off there; /digest on brings it back.'
    : `A channel's digest was not posted (${reason}); the next pass tries again.`
}

/** The overview of the tenant as the last pass saw it. */
export async function currentDigest(ctx: AppContext, period: DigestMessage['period']): Promise<DigestMessage> {
  const rows = await expiringRows(ctx, ctx.policy.alertDays[0], () => true)
  const awaiting = (await ctx.rotations.open()).filter(({ state }) => state === 'awaitingDeployment').length
  return digestOf(rows, await ownerCounts(ctx), awaiting, period, ctx.clock.now())
}

async function ownerCounts(ctx: AppContext): Promise<Pick<DigestMessage, 'orphaned' | 'belowMinimum'>> {
  const gaps = await ownerGaps(ctx, () => true)
  const { minimumOwners } = ctx.policy
  return {
    orphaned: gaps.filter(({ orphaned }) => orphaned).length,
    belowMinimum: minimumOwners > 1 ? { count: gaps.length, minimumOwners } : null,
  }
}
