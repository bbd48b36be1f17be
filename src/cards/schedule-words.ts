import type { EnrollmentStatus } from '../domain/messages/enrollment.ts'
import type { Hindrance } from '../domain/schedule.ts'
import { inertPersonName } from './credential-words.ts'
import { dateMacro } from './time-words.ts'

/** When the schedule rotates a secret next, and what it waits for; never a day on which it would not. */
export function nextRotationWords(
  { nextRotationAt: at, hindrance, consent }: EnrollmentStatus,
  dryRun: boolean,
  now: Date,
): string {
  if (dryRun) return 'none during a dry run'
  if (hindrance !== null) return hindranceWords(hindrance)
  if (at === null) return 'not known'
  const isDue = at <= now
  switch (consent) {
    case 'nobody':
      return 'none, because nobody answers for it; it needs an owner who can be reached'
    case 'wanted':
      return isDue
        ? 'due, and waits for a second person, who is asked within a quarter of an hour'
        : `${dateMacro(at)}, once somebody has agreed`
    case 'given':
      return isDue ? 'within a quarter of an hour' : dateMacro(at)
  }
}

function hindranceWords(hindrance: Hindrance): string {
  switch (hindrance.is) {
    case 'expired':
      return 'none, because it has expired; use Rotate'
    case 'tooLate':
      return `none before it expires, because its quiet time lasts until ${dateMacro(hindrance.untilAt)}; use Rotate`
    case 'declined':
      return `none, because ${inertPersonName(hindrance.by)} declined to renew it; use Rotate if it is needed after all`
    case 'notAgreed':
      return 'none, because nobody agreed when it was asked for; use Rotate, or save this again to have it asked for anew'
    case 'asked':
      return 'due, and waits for a second person to agree'
    case 'beingRotated':
      return hindrance.needsPerson
        ? 'due, and waits for its open rotation, which needs somebody to decide'
        : 'it is being rotated now'
    case 'otherRotation':
      return 'due, and waits for another rotation of this application'
    case 'failed':
      return `${dateMacro(hindrance.untilAt)}, a day after the last one came to nothing`
    case 'quiet':
      return `${dateMacro(hindrance.untilAt)}, after its quiet time`
  }
}
