import type { Enrollment } from '../../domain/enrollment.ts'
import { reachableOwners } from '../../domain/person.ts'
import type { Hindrance } from '../../domain/schedule.ts'
import type { AppContext } from '../../ports.ts'
import { requestNotice } from '../requests/request-notice.ts'
import { underLease } from '../under-lease.ts'

const LEASE = 'schedule-stops'

/** The owners hear once that the schedule leaves a secret to them, since nobody agreed to its rotation. */
export async function tellOfStop(
  ctx: AppContext,
  { holder }: Enrollment,
  keyId: string,
  { rotationId, problem }: Hindrance & { is: 'notAgreed' },
): Promise<void> {
  const eventId = `stopped.${rotationId}`
  const isKnown = async () => (await ctx.audit.about(holder.objectId)).some((event) => event.eventId === eventId)
  if (await isKnown()) return
  await underLease(ctx, LEASE, async (lease) => {
    if (await isKnown()) return
    const why = problem ?? 'Nobody agreed to the rotation.'
    const detail = `${why} The schedule asks again for the next secret, or when the settings are saved again.`
    const at = ctx.clock.now()
    await ctx.audit.record({ eventId, at, action: 'schedule-stopped', actor: null, holder, keyId, detail })
    const now = await ctx.directory.holder(holder.kind, holder.objectId)
    const notice = requestNotice('Not rotated by the schedule', detail, holder)
    for (const { personId } of reachableOwners(now?.owners ?? [])) {
      lease.assertHeld()
      // The alerts go on as well, so who cannot be reached now hears of it by them.
      await ctx.messenger.send(personId, notice).catch((error) => {
        ctx.log.warn({ objectId: holder.objectId, error: String(error) }, 'An owner could not be told')
      })
    }
  })
}
