import { hasCode } from '../domain/errors.ts'
import type { Person, PersonWithManager } from '../domain/person.ts'
import type { GraphClient } from './create-graph-client.ts'
import { isGuid } from './guid.ts'
import { mapPerson, mapPersonWithManager, personSelect } from './map-person.ts'
import { odataString } from './odata-string.ts'
import { parseReply } from './parse-reply.ts'
import { readBatch } from './read-batch.ts'
import { pageShape } from './read-pages.ts'

const permission = 'User.Read.All'
const searchCall = { does: 'search for people', permission }
const MAX_FOUND = 10
const MAX_REPORTS = 50
/** Longer than any name or address in Entra. */
const MAX_TEXT_LENGTH = 256

/** People by id with the manager right above. `$levels` is an advanced query, hence the header and `$count` in each item. */
export async function readPeople(
  client: GraphClient,
  personIds: readonly string[],
): Promise<Map<string, PersonWithManager>> {
  const reads = [...new Set(personIds)].filter(isGuid).map((id) => ({
    id,
    url: `/users/${id}?$select=${personSelect}&$expand=manager($levels=1;$select=id,displayName,mail)&$count=true`,
    headers: { ConsistencyLevel: 'eventual' },
  }))
  const bodies = await readBatch(client, reads, { does: 'read people and their managers', permission })
  return new Map(
    [...bodies].flatMap(([id, body]) => {
      const person = mapPersonWithManager(body)
      return person === undefined ? [] : [[id, person]]
    }),
  )
}

/** An exact mail address or sign-in name decides alone; otherwise everybody whose name or address starts like the text. */
export async function findPeople(client: GraphClient, text: string): Promise<readonly Person[]> {
  const wanted = text.trim()
  if (wanted === '' || wanted.length > MAX_TEXT_LENGTH) return []
  const literal = odataString(wanted)
  const exact = await search(
    client,
    ['mail', 'userPrincipalName'].map((field) => `${field} eq ${literal}`),
  )
  if (exact.length > 0) return exact
  const fields = ['displayName', 'mail', 'userPrincipalName']
  return search(
    client,
    fields.map((field) => `startswith(${field},${literal})`),
  )
}

/** People right below a manager; contacts, whom Entra lists there too, can own nothing. A cast is an advanced query. */
export async function readReports(client: GraphClient, personId: string): Promise<readonly Person[]> {
  if (!isGuid(personId)) return []
  const call = { does: 'read the direct reports of a person', permission }
  const path = `/v1.0/users/${personId}/directReports/microsoft.graph.user?$top=${MAX_REPORTS}&$select=${personSelect}&$count=true`
  try {
    const { value } = parseReply(pageShape, await client.get(path, call, { ConsistencyLevel: 'eventual' }), call)
    return value.flatMap((raw) => mapPerson(raw) ?? []).slice(0, MAX_REPORTS)
  } catch (error) {
    if (hasCode(error, 'directory-not-found')) return []
    throw error
  }
}

async function search(client: GraphClient, conditions: readonly string[]): Promise<Person[]> {
  const path = `/v1.0/users?$top=${MAX_FOUND}&$select=${personSelect}&$filter=${conditions.join(' or ')}`
  const reply = await client.get(path, searchCall)
  const { value } = parseReply(pageShape, reply, searchCall)
  return value.flatMap((raw) => mapPerson(raw) ?? []).slice(0, MAX_FOUND)
}
