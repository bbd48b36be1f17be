import type { PersonRef, PersonWithManager } from './person.ts'
import { beginAfter, endSpan, keepSpans, type PassTimes, type Span } from './span.ts'

/** A time in which nothing changed about a person that decides whether they can be told, or who is above them. */
export interface PersonSpan
  extends Span,
    Pick<PersonWithManager, 'displayName' | 'mail' | 'accountEnabled' | 'userType' | 'manager'> {}

/** A person as last seen, and as seen before. */
export interface SeenPerson extends PersonWithManager {
  /** Newest first; the open one, if any, says the same as the person. */
  readonly spans: readonly PersonSpan[]
}

const MAX_SPANS = 50

/** The record after one more look at the person. */
export function followPerson(before: SeenPerson | undefined, now: PersonWithManager, pass: PassTimes): SeenPerson {
  const seen = withoutGaps(now, before)
  const { displayName, mail, accountEnabled, userType, manager } = seen
  const state = { displayName, mail, accountEnabled, userType, manager }
  const spans = before?.spans ?? []
  const open = spans.find(({ untilAt }) => untilAt === null)
  const rest = spans.filter((span) => span !== open)
  if (open !== undefined && isSame(open, seen)) {
    return { ...seen, spans: keepSpans([{ ...open, ...state }, ...rest], pass, MAX_SPANS) }
  }
  const ended = open === undefined ? rest : [endSpan(open, pass), ...rest]
  const opened = { ...state, fromAt: beginAfter(ended, pass), untilAt: null }
  return { ...seen, spans: keepSpans([opened, ...ended], pass, MAX_SPANS) }
}

/** The record of a person who is no owner any more, nor anybody's manager: what was last seen stays. */
export function endPerson(person: SeenPerson, pass: PassTimes): SeenPerson {
  const spans = person.spans.map((span) => (span.untilAt === null ? endSpan(span, pass) : span))
  return { ...person, spans: keepSpans(spans, pass, MAX_SPANS) }
}

/** Null means that Entra did not tell, which changes nothing; a mailbox, however, can truly be missing. */
function withoutGaps(now: PersonWithManager, before: SeenPerson | undefined): PersonWithManager {
  return {
    ...now,
    displayName: now.displayName ?? before?.displayName ?? null,
    accountEnabled: now.accountEnabled ?? before?.accountEnabled ?? null,
    userType: now.userType ?? before?.userType ?? null,
  }
}

/** New names alone make no new span. */
function isSame(span: PersonSpan, now: PersonWithManager): boolean {
  return (
    span.mail === now.mail &&
    span.accountEnabled === now.accountEnabled &&
    span.userType === now.userType &&
    idOf(span.manager) === idOf(now.manager)
  )
}

function idOf(manager: PersonRef | null): string | undefined {
  return manager?.personId
}
