import { DAY_MS } from './credential.ts'
import type { OwnerHistory, OwnerSpan } from './owner-history.ts'
import type { PersonRef } from './person.ts'
import type { PersonSpan, SeenPerson } from './person-history.ts'
import { touches } from './span.ts'

/** An owner as they were on one day. */
export interface OwnerThen {
  readonly person: PersonRef
  /** Null: nothing is remembered of the person's account at that time. */
  readonly account: Pick<PersonSpan, 'mail' | 'accountEnabled' | 'userType'> | null
  readonly manager: PersonRef | null
}

/** Who owned an application at any time of a UTC day, and who their managers were, by our records. */
export function ownersOn(
  day: Date,
  history: OwnerHistory,
  people: ReadonlyMap<string, Pick<SeenPerson, 'spans'>>,
): OwnerThen[] {
  const start = new Date(Math.floor(day.getTime() / DAY_MS) * DAY_MS)
  const end = new Date(start.getTime() + DAY_MS)
  const owners = new Map<string, OwnerSpan>()
  for (const span of history.spans) {
    if (touches(span, start, end) && !owners.has(span.personId)) owners.set(span.personId, span)
  }
  return [...owners.values()].map(({ personId, displayName, untilAt }) => {
    // On their last day as they were while still an owner, on any other as they were at its end.
    const asOf = untilAt !== null && untilAt < end ? untilAt : new Date(end.getTime() - 1)
    const then = stateAt(asOf, people.get(personId))
    return {
      person: { personId, displayName: then?.displayName ?? displayName },
      account: then && { mail: then.mail, accountEnabled: then.accountEnabled, userType: then.userType },
      manager: then?.manager ?? null,
    }
  })
}

/**
 * The person's state as the last pass up to `at` saw it: between two passes it stays as it was, because nobody looked.
 * A state that was first seen later does as well where there is none before; people are read right after owners.
 */
export function stateAt(at: Date, person: Pick<SeenPerson, 'spans'> | undefined): PersonSpan | null {
  const newestFirst = (person?.spans ?? []).toSorted((a, b) => b.fromAt.getTime() - a.fromAt.getTime())
  return newestFirst.find(({ fromAt }) => fromAt <= at) ?? newestFirst.at(-1) ?? null
}
