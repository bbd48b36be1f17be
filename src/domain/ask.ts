import type { PersonRef } from './person.ts'

/** Somebody wants what a second person has to agree to; and whom that has reached so far. */
export interface Ask {
  /** Null: it is due by its own schedule. */
  readonly requestedBy: PersonRef | null
  readonly requestedAt: Date
  readonly expiresAt: Date
  /** People who were asked; any one of them decides for all. */
  readonly approvers: readonly PersonRef[]
  /** Ids of those among them whom the question has yet to reach. */
  readonly waiting: readonly string[]
  /** Ids of people whom Teams cannot reach; somebody else is asked in their place. */
  readonly unreachable: readonly string[]
  /** One worker has the asking to itself until then. */
  readonly askingUntilAt: Date | null
  /** Since when there is nobody to be asked. */
  readonly aloneSinceAt: Date | null
  /** When they were asked again, and everybody else as well. */
  readonly remindedAt: Date | null
}

const HOUR_MS = 60 * 60_000

export function newAsk(requestedBy: PersonRef | null, requestedAt: Date, expiryHours: number): Ask {
  return {
    requestedBy,
    requestedAt,
    expiresAt: new Date(requestedAt.getTime() + expiryHours * HOUR_MS),
    approvers: [],
    waiting: [],
    unreachable: [],
    askingUntilAt: null,
    aloneSinceAt: null,
    remindedAt: null,
  }
}

/**
 * What has to be asked now, by who may agree now, in the order in which they are asked. Only the first group that can
 * be reached, until half of the time is over: then everybody, those who know of it once more. Undefined: nothing is new.
 */
export function nextAsk(ask: Ask, groups: readonly (readonly PersonRef[])[], now: Date): Ask | undefined {
  const everybody = [...new Map(groups.flat().map((person) => [person.personId, person])).values()]
  if (isReminderDue(ask, now)) {
    return aloneOrNot(
      { ...ask, approvers: everybody, waiting: idsOf(everybody), unreachable: [], remindedAt: now },
      now,
    )
  }
  const stillThere = new Set(idsOf(everybody))
  const asked = ask.approvers.filter(({ personId }) => stillThere.has(personId))
  const isNew = ({ personId }: PersonRef) => !ask.unreachable.includes(personId) && !idsOf(asked).includes(personId)
  const firstGroup = () => groups.map((group) => group.filter(isNew)).find((group) => group.length > 0) ?? []
  const more = ask.remindedAt !== null ? everybody.filter(isNew) : asked.length > 0 ? [] : firstGroup()
  const waiting = [...ask.waiting.filter((personId) => stillThere.has(personId)), ...idsOf(more)]
  const next = aloneOrNot({ ...ask, approvers: [...asked, ...more], waiting }, now)
  const isSame = asked.length === ask.approvers.length && more.length === 0 && next.aloneSinceAt === ask.aloneSinceAt
  return isSame && waiting.length === 0 ? undefined : next
}

function aloneOrNot(ask: Ask, now: Date): Ask {
  return { ...ask, aloneSinceAt: ask.approvers.length > 0 ? null : (ask.aloneSinceAt ?? now) }
}

/** Whom the question has reached, who has to be asked again, and who counts like somebody who has left. */
export function afterAsking(ask: Ask, throttled: readonly string[], unreachable: readonly string[]): Ask {
  return {
    ...ask,
    approvers: ask.approvers.filter(({ personId }) => !unreachable.includes(personId)),
    waiting: throttled,
    unreachable: [...ask.unreachable, ...unreachable],
    askingUntilAt: null,
  }
}

/** When something about it falls due by its own times. That people come and go in Entra is seen by looking now and then. */
export function askDueAt(ask: Ask): Date {
  const { requestedAt, expiresAt, approvers, waiting, askingUntilAt, aloneSinceAt, remindedAt } = ask
  if (askingUntilAt !== null) return askingUntilAt
  const isAsked = waiting.length === 0 && (approvers.length > 0 || aloneSinceAt !== null)
  if (!isAsked) return requestedAt
  return remindedAt === null ? remindsAt(ask) : expiresAt
}

/** Once between the request and its end. */
function isReminderDue(ask: Ask, now: Date): boolean {
  return ask.remindedAt === null && now >= remindsAt(ask)
}

function remindsAt({ requestedAt, expiresAt }: Ask): Date {
  return new Date((requestedAt.getTime() + expiresAt.getTime()) / 2)
}

function idsOf(people: readonly PersonRef[]): readonly string[] {
  return people.map(({ personId }) => personId)
}
