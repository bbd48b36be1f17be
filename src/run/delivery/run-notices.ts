import { isAdministrator } from '../../decide/actor.ts'
import { DAY_MS } from '../../domain/credential.ts'
import { isReachable, type PersonRef, reachableOwners } from '../../domain/person.ts'
import type { RotationNotice } from '../../domain/rotation-notice.ts'
import { rotationNotice } from '../../notify/rotation-notice.ts'
import type { AppContext } from '../../ports.ts'
import { readAdministrators } from '../requests/read-administrators.ts'
import { underLease } from '../under-lease.ts'

const LEASE = 'notices'
/** Who could not be reached for so long sees it on the card. */
const KEEP_MS = 3 * DAY_MS

/**
 * Tells the owners what became of rotations, each of them once; who cannot be reached now is tried again later. Returns
 * when to look again; null: nothing waits.
 */
export async function runNotices(ctx: AppContext): Promise<Date | null> {
  if ((await ctx.notices.open()).length === 0) return null
  const now = ctx.clock.now()
  await underLease(ctx, LEASE, async (lease) => {
    for (const notice of await ctx.notices.open()) {
      lease.assertHeld()
      const isDone = await tell(ctx, notice).catch((error) => {
        ctx.log.warn({ noticeId: notice.noticeId, error: String(error) }, 'Owners could not be told of a rotation yet')
        return false
      })
      const isOld = ctx.clock.now().getTime() - notice.at.getTime() > KEEP_MS
      if (isDone || isOld) await ctx.notices.remove(notice)
    }
  })
  return now
}

/** Whether everybody concerned has heard of it, or never will. */
async function tell(ctx: AppContext, notice: RotationNotice): Promise<boolean> {
  let isWaiting = false
  for (const person of await concerned(ctx, notice)) {
    if (notice.heard.includes(person.personId)) continue
    const isSettled = await tellOne(ctx, notice, person).catch((error) => {
      // One failure keeps nobody else from hearing of it.
      ctx.log.warn({ noticeId: notice.noticeId, error: String(error) }, 'An owner could not be told of a rotation yet')
      return false
    })
    isWaiting ||= !isSettled
  }
  return !isWaiting
}

async function tellOne(ctx: AppContext, notice: RotationNotice, { personId }: PersonRef): Promise<boolean> {
  const result = await ctx.messenger.send(personId, rotationNotice(notice))
  if (!result.ok && (result.reason === 'throttled' || result.reason === 'unreachable')) return false
  await ctx.notices.noteHeard(notice, personId)
  return true
}

/** The owners as of now, and whoever decided it while they may; for an orphaned application the administrators. */
async function concerned(ctx: AppContext, { holder, by }: RotationNotice): Promise<readonly PersonRef[]> {
  const now = await ctx.directory.holder(holder.kind, holder.objectId)
  const owners = reachableOwners(now?.owners ?? [])
  const [decider] = (await ctx.directory.people([by.personId])).values()
  const isLive = decider !== undefined && isReachable(decider)
  const isConcerned = isLive && (owners.length === 0 || (await isAdministrator(ctx, by)))
  const others = owners.length === 0 ? await readAdministrators(ctx) : []
  const people = [...owners, ...(isConcerned ? [by] : []), ...others]
  return [...new Map(people.map((person) => [person.personId, person])).values()]
}
