import { type Stage, type Told, toldNow } from '../domain/alert.ts'
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
  /** Null: it was told by mail. */
  readonly sent: SentRef | null
  readonly event?: AuditEvent
  /** No card of this person about this application is known. */
  readonly isNew: boolean
}

/** Remembers one more place where this person's card stands, and what it told, beside what earlier ones told. */
export async function saveCopy(ctx: Pick<AppContext, 'cards' | 'clock'>, copy: NewCopy): Promise<void> {
  const { objectId, person, event, isNew, sent } = copy
  const others = (before: SentCard | undefined) =>
    (before?.copies ?? []).filter((one) => sent === null || !isSame(one, sent))
  const now = ctx.clock.now()
  const change = (before: SentCard | undefined): SentCard => ({
    objectId,
    person: { personId: person.personId, displayName: person.displayName },
    because: becauseAfter(before?.because ?? null, copy.because),
    told: { ...before?.told, ...newlyTold(copy.told, before, now) },
    keyIds: [...new Set([...copy.keyIds, ...(before?.keyIds ?? [])])],
    copies: [...(sent === null ? [] : [sent]), ...others(before)].slice(0, MAX_COPIES),
    listId: before?.listId ?? null,
    refusal: null,
    at: now,
  })
  await ctx.cards.change({ objectId, personId: person.personId }, change, { ...(event && { event }), isNew })
}

/** Being asked to agree takes no right away that somebody has for another reason. */
function becauseAfter(before: RecipientReason | null, now: RecipientReason | null): RecipientReason | null {
  return now === null || now.is === 'approver' ? (before ?? now) : now
}

export function newlyTold(
  stages: Readonly<Record<string, Stage>>,
  before: Pick<SentCard, 'told'> | undefined,
  now: Date,
): Record<string, Told> {
  return Object.fromEntries(
    Object.entries(stages).map(([keyId, stage]) => [keyId, toldNow(stage, before?.told[keyId], now)]),
  )
}

export function isSame(one: SentRef, other: SentRef): boolean {
  return one.activityId === other.activityId && one.conversationId === other.conversationId
}
