import type { FormerOwner } from './finding.ts'
import type { Owner, PersonRef } from './person.ts'
import { beginAfter, endSpan, keepSpans, type PassTimes, type Span } from './span.ts'

/** A time in which one person was listed as owner. */
export interface OwnerSpan extends PersonRef, Span {}

/** Who owned one application, as passes saw it. */
export interface OwnerHistory {
  /** The first pass that looked; nothing is known about the time before. */
  readonly fromAt: Date
  /** The owners of today first, then the most recent ones. */
  readonly spans: readonly OwnerSpan[]
}

/** Bounds what one application can make us remember; Entra lists 100 owners at most. */
const MAX_SPANS = 300

/** The history after one more look at the owners. Whoever comes back gets a new span: the time between stays a gap. */
export function followOwners(
  before: OwnerHistory | undefined,
  owners: readonly Owner[],
  pass: PassTimes,
): OwnerHistory {
  const listed = new Map(
    owners.flatMap((owner) => (owner.type === 'user' ? [[owner.personId, owner.displayName] as const] : [])),
  )
  const known = (before?.spans ?? []).map((span) => followSpan(span, listed, pass))
  const stillOpen = new Set(known.filter(({ untilAt }) => untilAt === null).map(({ personId }) => personId))
  const opened = [...listed]
    .filter(([personId]) => !stillOpen.has(personId))
    .map(([personId, displayName]) => {
      const earlier = known.filter((span) => span.personId === personId)
      return { personId, displayName, fromAt: beginAfter(earlier, pass), untilAt: null }
    })
  return { fromAt: before?.fromAt ?? pass.at, spans: keepSpans([...opened, ...known], pass, MAX_SPANS) }
}

/** Entra hides names for want of a permission; the one that was known stays. */
function followSpan(span: OwnerSpan, listed: ReadonlyMap<string, string | null>, pass: PassTimes): OwnerSpan {
  if (span.untilAt !== null) return span
  const name = listed.get(span.personId)
  return name === undefined ? endSpan(span, pass) : { ...span, displayName: name ?? span.displayName }
}

/** People who were owners and are not now, most recent first. */
export function formerOwnersIn({ spans }: OwnerHistory): FormerOwner[] {
  const left = new Map<string, FormerOwner>()
  const open = new Set(spans.filter(({ untilAt }) => untilAt === null).map(({ personId }) => personId))
  for (const { personId, displayName, untilAt } of spans) {
    if (untilAt === null || open.has(personId) || left.has(personId)) continue
    left.set(personId, { personId, displayName, untilAt })
  }
  return [...left.values()]
}
