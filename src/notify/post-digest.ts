import { DAY_MS } from '../domain/credential.ts'
import type { ApplicationRow } from '../domain/messages/application-list.ts'
import type { DigestMessage } from '../domain/messages/digest.ts'
import type { AppContext, Channel, SendResult } from '../ports.ts'

const MAX_ROWS = 10
/** Passes drift by minutes; an hour less than the period keeps a digest from slipping to the next pass. */
const SLACK_MS = 3_600_000

/** Channels whose digest is due. */
export async function dueChannels(ctx: Pick<AppContext, 'conversations' | 'clock'>): Promise<Channel[]> {
  const now = ctx.clock.now().getTime()
  return (await ctx.conversations.channels()).filter(({ digest, lastDigestAt }) => {
    if (digest === 'off') return false
    const periodMs = digest === 'weekly' ? 7 * DAY_MS : DAY_MS
    return lastDigestAt === null || now - lastDigestAt.getTime() >= periodMs - SLACK_MS
  })
}

/** Posts the overview to a channel and remembers when. A channel that is closed to Keyturn gets no more of them. */
export async function postDigest(
  ctx: Pick<AppContext, 'messenger' | 'conversations' | 'clock'>,
  channel: Channel,
  digest: DigestMessage,
): Promise<SendResult> {
  const result = await ctx.messenger.post(channel, digest)
  const isClosed = !result.ok && (result.reason === 'gone' || result.reason === 'not-installed')
  if (isClosed) await ctx.conversations.dropChannel(channel.conversationId)
  if (!result.ok) return result
  const lastDigestAt = ctx.clock.now()
  await ctx.conversations.changeChannel(channel.conversationId, (now) => now && { ...now, lastDigestAt })
  return result
}

export function digestOf(
  rows: readonly ApplicationRow[],
  owners: Pick<DigestMessage, 'orphaned' | 'belowMinimum'>,
  awaitingDeployment: number,
  period: DigestMessage['period'],
  asOf: Date,
): DigestMessage {
  const open = rows.filter(({ superseded, excluded, stage }) => !superseded && !excluded && stage !== null)
  const count = (stage: ApplicationRow['stage']) => open.filter((row) => row.stage === stage).length
  return {
    is: 'digest',
    period,
    asOf,
    counts: { expired: count('expired'), third: count('third'), second: count('second'), first: count('first') },
    ...owners,
    awaitingDeployment,
    rows: open.slice(0, MAX_ROWS),
    moreCount: Math.max(0, open.length - MAX_ROWS),
  }
}
