import type { Credential } from './credential.ts'
import type { HolderRef } from './holder.ts'
import type { PersonRef } from './person.ts'
import type { Rotation } from './rotation.ts'

/** What owners are told of a rotation, once each. */
export const noticeKinds = ['delivered', 'made', 'failed', 'parked', 'retired', 'undone'] as const
export type NoticeKind = (typeof noticeKinds)[number]

/** A fact about a rotation that the owners of its application have yet to hear. */
export interface RotationNotice {
  /** Of the transition that it is about. */
  readonly noticeId: string
  readonly kind: NoticeKind
  readonly holder: HolderRef
  readonly old: Credential
  readonly newEndAt: Date | null
  /** Whose decision it was. */
  readonly by: PersonRef
  /** The exact cause and what to do. */
  readonly problem: string | null
  readonly at: Date
  /** Who has heard, or cannot be reached. */
  readonly heard: readonly string[]
}

/** What a transition is worth telling; undefined: nothing, or whoever is concerned has seen it already. */
export function noticeOf(from: Rotation, to: Rotation): RotationNotice | undefined {
  const kind = kindOf(from, to)
  if (kind === undefined) return undefined
  const { rotationId, sequence, holder, old, newEndAt, problem, changedAt } = to
  const by = to.undoneBy ?? to.approvedBy
  // Their own click has just been answered.
  const isAnswered = kind === 'undone' || ((kind === 'made' || kind === 'delivered') && !to.isUnattended)
  const heard = isAnswered ? [by.personId] : []
  return { noticeId: `${rotationId}.${sequence}`, kind, holder, old, newEndAt, by, problem, at: changedAt, heard }
}

function kindOf(from: Rotation, to: Rotation): NoticeKind | undefined {
  switch (to.state) {
    case 'awaitingDeployment':
      return from.state === 'escrowed' || from.state === 'delivering' ? 'made' : 'parked'
    case 'soaking':
      // Once: it may be written again later, or soak once more after somebody had to look.
      return from.deliveredAt === null ? 'delivered' : undefined
    case 'failed':
      return 'failed'
    case 'parked':
      return 'parked'
    case 'done':
      return 'retired'
    case 'cancelled':
      if (to.undoneBy !== null) return 'undone'
      // Whoever asked for a second person is told of a refusal in other words.
      return from.state === 'proposed' ? undefined : 'failed'
    default:
      return undefined
  }
}
