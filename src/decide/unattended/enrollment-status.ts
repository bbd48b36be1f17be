import { linesOf } from '../../domain/application-message.ts'
import { currentKeyId, type Enrollment } from '../../domain/enrollment.ts'
import { canRotate } from '../../domain/line-powers.ts'
import type { CredentialLine } from '../../domain/messages/credential-line.ts'
import type { EnrollmentStatus } from '../../domain/messages/enrollment.ts'
import { openStates } from '../../domain/rotation.ts'
import { hindranceOf, startsAt } from '../../domain/schedule.ts'
import type { CurrentApplication } from '../../ports.ts'
import { consentOfPeople } from './consent-of-people.ts'

/** How unattended rotation stands, by the checks that the schedule itself makes. */
export async function enrollmentStatus(
  ctx: Parameters<typeof consentOfPeople>[0],
  application: CurrentApplication,
  enrollment: Enrollment,
): Promise<EnrollmentStatus> {
  const keyId = currentKeyId(enrollment, application.rotations)
  const made = application.rotations.find(({ newKeyId }) => newKeyId === keyId)
  const known = application.holder.credentials.find((one) => one.keyId === keyId)
  const endAt = known?.endAt ?? made?.newEndAt ?? null
  const credential = { keyId, endAt, startAt: known?.startAt ?? made?.escrowedAt ?? null }
  const hindrance = hindranceOf(enrollment, { ...application, credential }, ctx.clock.now())
  return {
    lastRotatedAt: made?.escrowedAt ?? null,
    endAt,
    nextRotationAt: startsAt(enrollment, credential),
    hindrance: hindrance ?? null,
    consent: (await consentOfPeople(ctx, application, enrollment)).is,
  }
}

/**
 * Secrets of the application that a person may mean: the enrolled one, and those in use that nothing has replaced. What a
 * rotation is just putting in place is no choice of its own, unless there is no other.
 */
export function enrollable(
  application: CurrentApplication,
  enrollment: Enrollment | undefined,
): readonly CredentialLine[] {
  const { holder, rotations } = application
  const enrolled = enrollment && currentKeyId(enrollment, rotations)
  const coming = rotations.flatMap(({ state, newKeyId }) => (openStates.includes(state) ? [newKeyId] : []))
  const lines = linesOf(
    application,
    holder.credentials.map(({ keyId }) => keyId),
  ).filter((line) => line.credential.keyId === enrolled || isInUse(line))
  const settled = lines.filter(({ credential: { keyId } }) => keyId === enrolled || !coming.includes(keyId))
  return settled.length > 0 ? settled : lines
}

function isInUse(line: CredentialLine): boolean {
  return (
    canRotate(line) && line.state.is !== 'superseded' && line.credential.kind === 'password' && line.stage !== 'expired'
  )
}
