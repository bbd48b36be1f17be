import type { PersonWithManager } from '../domain/person.ts'
import type { AppContext } from '../ports.ts'
import { personFingerprint } from './fingerprint.ts'

const CHUNK = 200

/**
 * Records owners with their managers while they are still there: when Entra deletes a person, the manager link
 * vanishes with them. Who is no longer there keeps the record of the last time.
 */
export async function rememberPeople(
  ctx: Pick<AppContext, 'directory' | 'people'>,
  personIds: ReadonlySet<string>,
): Promise<void> {
  const known = new Map<string, string>()
  for await (const person of ctx.people.all()) known.set(person.personId, personFingerprint(person))

  const ids = [...personIds]
  for (let start = 0; start < ids.length; start += CHUNK) {
    const people = await ctx.directory.people(ids.slice(start, start + CHUNK))
    await ctx.people.save([...people.values()].filter((person) => hasChanged(person, known)))
  }
}

function hasChanged(person: PersonWithManager, known: ReadonlyMap<string, string>): boolean {
  return known.get(person.personId) !== personFingerprint(person)
}
