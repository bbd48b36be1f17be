import { DAY_MS } from '../../domain/credential.ts'
import { type Enrollment, lineOf } from '../../domain/enrollment.ts'
import { type PersonRef, reachableOwners } from '../../domain/person.ts'
import type { SecondReason } from '../../domain/rotation-request.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'
import { entitlementOf } from '../actor.ts'
import { reasonsForSecond } from '../rotation/four-eyes.ts'

const YEAR_MS = 365 * DAY_MS

/** What a rotation by the schedule has from people, and what it still needs of them. */
export type Consent =
  /** `by` answers for it. */
  | { readonly is: 'given'; readonly by: PersonRef }
  | { readonly is: 'wanted'; readonly by: PersonRef; readonly because: readonly SecondReason[] }
  | { readonly is: 'nobody' }

/** A person agrees each time, or once a year; where the policy wants two people, once a year at least. */
export async function consentOfPeople(
  ctx: Pick<AppContext, 'directory' | 'cards' | 'rotations' | 'approvals' | 'clock' | 'policy' | 'log'>,
  application: CurrentApplication,
  enrollment: Enrollment,
): Promise<Consent> {
  const entitled = await whoAnswers(ctx, application, enrollment)
  if (entitled === undefined) return { is: 'nobody' }
  const { approval } = enrollment
  if (approval === 'each') return { is: 'wanted', by: entitled.person, because: ['each-time'] }
  const because = await reasonsForSecond(ctx, application, entitled.standing)
  const isEnough = approval === 'never' && because.length === 0
  if (isEnough || hasAgreed(application, enrollment, ctx.clock.now())) return { is: 'given', by: entitled.person }
  return { is: 'wanted', by: entitled.person, because: because.length > 0 ? because : ['each-time'] }
}

/** Whoever enrolled it while they may, else an owner of now. */
async function whoAnswers(
  ctx: Parameters<typeof entitlementOf>[0],
  { holder }: CurrentApplication,
  { enrolledBy }: Enrollment,
): ReturnType<typeof entitlementOf> {
  const entitled = await entitlementOf(ctx, enrolledBy, holder)
  // Whoever is merely asked to agree decides nothing else.
  if (entitled !== undefined && entitled.standing !== 'approver') return entitled
  const [owner] = reachableOwners(holder.owners)
  return owner && { person: { personId: owner.personId, displayName: owner.displayName }, standing: 'owner' }
}

/** To the rotation of this secret or of one before it, as it is enrolled now. */
function hasAgreed({ rotations }: CurrentApplication, enrollment: Enrollment, now: Date): boolean {
  const line = lineOf(enrollment, rotations)
  const since = Math.max(now.getTime() - YEAR_MS, enrollment.enrolledAt.getTime())
  return rotations.some(
    ({ old, request, state, approvedAt }) =>
      line.includes(old.keyId) &&
      request !== null &&
      state !== 'proposed' &&
      state !== 'cancelled' &&
      approvedAt.getTime() > since,
  )
}
