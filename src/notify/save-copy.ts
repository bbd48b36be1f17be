import type { Stage } from '../domain/alert.ts'
import type { AuditEvent } from '../domain/audit-event.ts'
import type { RecipientReason } from '../domain/finding.ts'
import type { PersonRef } from '../domain/person.ts'
import type { AppContext, SentCard, SentRef } from '../ports.ts'

/** Older copies scroll out of sight; updating a few is enough. */
const MAX_COPIES = 5

export interface NewCopy {
  readonly objectId: string
  readonly person: PersonRef
  readonly because: RecipientReason | null
  readonly told: Readonly<Record<string, Stage>>
  readonly keyIds: readonly string[]
  readonly sent: SentRef
  readonly event?: AuditEvent
}

/** Remembers one more place where this person's card stands, and what it told, beside what earlier ones told. */
export async function saveCopy(
  ctx: Pick<AppContext, 'cards' | 'clock'>,
  before: SentCard | undefined,
  copy: NewCopy,
): Promise<void> {
  const isSame = (other: SentRef) =>
    other.activityId === copy.sent.activityId && other.conversationId === copy.sent.conversationId
  const earlier = (before?.copies ?? []).filter((other) => !isSame(other))
  const card: SentCard = {
    objectId: copy.objectId,
    person: { personId: copy.person.personId, displayName: copy.person.displayName },
    because: copy.because ?? before?.because ?? null,
    told: { ...before?.told, ...copy.told },
    keyIds: [...new Set([...copy.keyIds, ...(before?.keyIds ?? [])])],
    copies: [copy.sent, ...earlier].slice(0, MAX_COPIES),
    refusal: null,
    at: ctx.clock.now(),
  }
  await ctx.cards.save(card, copy.event)
}
