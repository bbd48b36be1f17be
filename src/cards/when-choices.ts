import { daysLeft } from '../domain/credential.ts'
import type { CredentialLine } from '../domain/messages/credential-line.ts'
import type { Choice } from './credential-choices.ts'

const daysBefore = [14, 7, 3, 1] as const

/** When a renewal may start. Days that have passed for every credential are left out. */
export function daysBeforeChoices(lines: readonly CredentialLine[], now: Date): readonly Choice[] {
  const furthest = Math.max(0, ...lines.map((line) => daysLeft(line.credential.endAt, now) ?? 0))
  const days = daysBefore.filter((count) => count < furthest)
  return [
    ...days.map((count) => ({
      title: count === 1 ? '1 day before it expires' : `${count} days before it expires`,
      value: String(count),
    })),
    { title: 'Now, in the next pass', value: 'now' },
  ]
}
