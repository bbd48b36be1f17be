import { badRequest } from './graph-error.ts'
import published from './properties.json' with { type: 'json' }
import type { QueryOptions } from './query-options.ts'

export type TypeName = keyof typeof published

/** Per type, every property with what it is when nothing is stored. Names as in Microsoft's published v1.0 metadata. */
const properties: Readonly<Record<TypeName, ReadonlyMap<string, null | readonly never[]>>> = {
  application: emptyValues(published.application),
  servicePrincipal: emptyValues(published.servicePrincipal),
  user: emptyValues(published.user),
  group: emptyValues(published.group),
}

/** Users come with few properties unless more are selected; `accountEnabled` is not among them. */
const userDefaults =
  'businessPhones,displayName,givenName,jobTitle,mail,mobilePhone,officeLocation,preferredLanguage,surname,userPrincipalName,id'

function emptyValues(names: readonly string[]): ReadonlyMap<string, null | readonly never[]> {
  return new Map(names.map((name) => (name.endsWith('[]') ? [name.slice(0, -2), []] : [name, null])))
}

/** What to show of an object: undefined means the type's default. */
export type Selection = readonly string[] | undefined

export function readSelect(options: QueryOptions, ...types: readonly TypeName[]): Selection {
  const text = options.get('$select')
  return text === undefined ? undefined : parseSelect(text, types)
}

/** Each name must belong to one of `types`. */
export function parseSelect(text: string, types: readonly TypeName[]): Selection {
  const names = text.split(',').map((name) => name.trim())
  const unknown = names.find((name) => !types.some((type) => properties[type].has(name)))
  if (unknown === undefined) return names
  const owner = types.length === 1 ? types[0] : 'directoryObject'
  throw badRequest(
    `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.${owner}'.`,
    'BadRequest',
  )
}

/** The selected properties of a stored object; those that are not stored are null or empty. */
export function project(type: TypeName, stored: object, selection: Selection): Record<string, unknown> {
  const known = properties[type]
  const names = selection?.filter((name) => known.has(name)) ?? defaultNames(type)
  const shown: Record<string, unknown> = {}
  const subtype: unknown = Reflect.get(stored, '@odata.type')
  if (subtype !== undefined) shown['@odata.type'] = subtype
  for (const name of names) {
    const value: unknown = Reflect.get(stored, name)
    shown[name] = value ?? known.get(name) ?? null
  }
  return shown
}

function defaultNames(type: TypeName): Iterable<string> {
  return type === 'user' ? userDefaults.split(',') : properties[type].keys()
}
