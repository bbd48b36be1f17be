import { z } from 'zod/v4'
import type { Owner, Person, PersonRef, PersonWithManager } from '../domain/person.ts'
import { guid } from './guid.ts'

const text = z.string().nullable().catch(null)

const refShape = z.object({ id: guid, displayName: text })

const personShape = refShape.extend({
  mail: text,
  userPrincipalName: text,
  accountEnabled: z.boolean().nullable().catch(null),
  userType: z.enum(['Member', 'Guest']).nullable().catch(null),
})

const managerShape = z.object({
  manager: refShape
    .transform(({ id, displayName }): PersonRef => ({ personId: id, displayName }))
    .nullable()
    .catch(null),
})

const ownerShape = z.object({ '@odata.type': text })

/** All of a `Person`; `accountEnabled` and `userType` come only when asked for. */
export const personSelect = 'id,displayName,mail,userPrincipalName,accountEnabled,userType'

/** Undefined: it has no id that could name anyone. */
export function mapPerson(raw: unknown): Person | undefined {
  const parsed = personShape.safeParse(raw)
  if (!parsed.success) return undefined
  const { id, ...fields } = parsed.data
  return { personId: id, ...fields }
}

/** Without a manager, Graph leaves the property out. */
export function mapPersonWithManager(raw: unknown): PersonWithManager | undefined {
  const person = mapPerson(raw)
  return person === undefined ? undefined : { ...person, manager: managerShape.parse(raw).manager }
}

/** Entra lists users and service principals as owners; whatever is no user cannot be told anything. */
export function mapOwner(raw: unknown): Owner | undefined {
  const person = mapPerson(raw)
  if (person === undefined) return undefined
  const type = ownerShape.safeParse(raw).data?.['@odata.type']
  return type === '#microsoft.graph.user' ? { type: 'user', ...person } : { type: 'other', objectId: person.personId }
}
