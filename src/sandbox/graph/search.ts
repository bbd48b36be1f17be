import { notSimulated, unsupportedQuery } from './graph-error.ts'
import { isEventual, type QueryOptions } from './query-options.ts'

/**
 * `$search` on the directory: quoted `"property:text"` clauses joined by OR or AND. Each word of the text must start a
 * word of the property.
 */
export function readSearch<T extends object>(
  options: QueryOptions,
  headers: Headers,
  properties: readonly string[],
): (item: T) => boolean {
  const text = options.get('$search')
  if (text === undefined) return () => true
  if (!isEventual(headers)) {
    throw unsupportedQuery(
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    )
  }
  const alternatives = text
    .split(/\s+OR\s+/)
    .map((part) => part.split(/\s+AND\s+/).map((one) => clause(one, properties)))
  return (item) => alternatives.some((clauses) => clauses.every((holds) => holds(item)))
}

function clause(text: string, properties: readonly string[]): (item: object) => boolean {
  const [, property = '', asked = ''] = /^"(\w+):(.*)"$/s.exec(text.trim()) ?? []
  if (property === '') throw unsupportedQuery(`Syntax error in the $search clause '${text}'.`)
  if (!properties.includes(property)) throw notSimulated(`$search on '${property}'`)
  const prefixes = words(asked)
  return (item) => {
    const value: unknown = Reflect.get(item, property)
    const found = typeof value === 'string' ? words(value) : []
    return prefixes.every((prefix) => found.some((word) => word.startsWith(prefix)))
  }
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{Letter}\p{Number}]+/gu) ?? []
}
