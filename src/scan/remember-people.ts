import type { PersonWithManager } from '../domain/person.ts'
import { endPerson, followPerson } from '../domain/person-history.ts'
import { firstEnd, type PassTimes } from '../domain/span.ts'
import type { AppContext } from '../ports.ts'
import { personFingerprint } from './fingerprint.ts'

const CHUNK = 200

type Powers = Pick<AppContext, 'directory' | 'people'>

/** Who owns anything by this pass. */
export interface OwnersSeen {
  readonly personIds: ReadonlySet<string>
  /** Nobody was left out, so whoever is not among them owns nothing. */
  readonly isComplete: boolean
}

/**
 * Records owners and their managers, with the manager of each, while they are still there: when Entra deletes a
 * person, the links to and from them vanish. Who is no longer there keeps the record of the last time, until it is
 * forgotten. Reads one short trace for each known person, and whole records only of those that changed.
 */
export async function rememberPeople(ctx: Powers, owners: OwnersSeen, pass: PassTimes): Promise<void> {
  const known = await tracesOf(ctx, pass)
  const seen = new Set<string>()
  const managerIds = new Set<string>()

  const follow = async (personIds: readonly string[], onPerson: (person: PersonWithManager) => void) => {
    for (let start = 0; start < personIds.length; start += CHUNK) {
      const people = [...(await ctx.directory.people(personIds.slice(start, start + CHUNK))).values()]
      for (const person of people) {
        seen.add(person.personId)
        onPerson(person)
      }
      const changed = people.filter((person) => known.get(person.personId)?.fingerprint !== personFingerprint(person))
      const before = await ctx.people.getMany(idsOf(changed).filter((personId) => known.has(personId)))
      await ctx.people.save(changed.map((person) => followPerson(before.get(person.personId), person, pass)))
    }
  }

  await follow([...owners.personIds], ({ manager }) => manager !== null && managerIds.add(manager.personId))
  await follow(
    [...managerIds].filter((personId) => !owners.personIds.has(personId)),
    () => undefined,
  )
  if (owners.isComplete) await endUnseen(ctx, known, seen, pass)
}

interface Trace {
  /** Empty where the record has to be written anew even if nothing changed. */
  readonly fingerprint: string
  readonly isOpen: boolean
  readonly isForgettable: boolean
}

async function tracesOf(ctx: Pick<Powers, 'people'>, pass: PassTimes): Promise<Map<string, Trace>> {
  const known = new Map<string, Trace>()
  for await (const person of ctx.people.all()) {
    const isOpen = person.spans.some(({ untilAt }) => untilAt === null)
    const oldestEnd = firstEnd(person.spans)
    const isOverdue = oldestEnd !== undefined && oldestEnd < pass.forgetBefore
    known.set(person.personId, {
      fingerprint: isOpen && !isOverdue ? personFingerprint(person) : '',
      isOpen,
      isForgettable: person.spans.every(({ untilAt }) => untilAt !== null && untilAt < pass.forgetBefore),
    })
  }
  return known
}

/** Ends the spans of those who matter to no application any more, and forgets whoever has not for long enough. */
async function endUnseen(
  ctx: Pick<Powers, 'people'>,
  known: ReadonlyMap<string, Trace>,
  seen: ReadonlySet<string>,
  pass: PassTimes,
): Promise<void> {
  const unseen = [...known].filter(([personId]) => !seen.has(personId))
  const left = unseen.filter(([, { isOpen }]) => isOpen).map(([personId]) => personId)
  const records = await ctx.people.getMany(left)
  await ctx.people.save([...records.values()].map((person) => endPerson(person, pass)))
  await ctx.people.remove(unseen.filter(([, trace]) => trace.isForgettable).map(([personId]) => personId))
}

function idsOf(people: readonly PersonWithManager[]): string[] {
  return people.map(({ personId }) => personId)
}
