import type { Literal } from './filter-tokens.ts'
import { notSimulated, unsupportedQuery } from './graph-error.ts'
import { type Comparison, type FilterNode, parseFilter } from './parse-filter.ts'

/** A property that a list can be filtered by. */
export interface FilterField<T> {
  readonly by: readonly Comparison[]
  /** Operators that need the header and `$count=true`. */
  readonly advancedBy?: readonly Comparison[]
  readonly read: (item: T) => unknown
}

export interface FilterFields<T> {
  /** By path, such as `displayName` or `owners/$count`. */
  readonly fields: Readonly<Record<string, FilterField<T>>>
  /** Properties that the real service refuses to filter by. */
  readonly refused?: readonly string[]
  /** Collections for `any`, each of items whose properties can be compared by `eq` and `startswith`. */
  readonly collections?: Readonly<Record<string, (item: T) => readonly object[]>>
}

/** Fields that are read by their own names. */
export function fieldsNamed<T extends object>(
  names: readonly string[],
  by: readonly Comparison[],
  advancedBy: readonly Comparison[] = [],
): Readonly<Record<string, FilterField<T>>> {
  return Object.fromEntries(
    names.map((name): [string, FilterField<T>] => [name, { by, advancedBy, read: (item) => Reflect.get(item, name) }]),
  )
}

type Predicate<T> = (item: T) => boolean

/** Compiles a filter; what the real service refuses is a 400, what only the simulation lacks a 501. */
export function readFilter<T>(filter: string | undefined, known: FilterFields<T>, isAdvanced: boolean): Predicate<T> {
  return filter === undefined ? () => true : compile(parseFilter(filter), known, isAdvanced)
}

function compile<T>(node: FilterNode, known: FilterFields<T>, isAdvanced: boolean): Predicate<T> {
  switch (node.type) {
    case 'and':
    case 'or': {
      const parts = node.nodes.map((part) => compile(part, known, isAdvanced))
      return node.type === 'and'
        ? (item) => parts.every((holds) => holds(item))
        : (item) => parts.some((holds) => holds(item))
    }
    case 'not': {
      if (!isAdvanced) throw unsupportedQuery("Operator 'not' needs the header and $count=true.")
      const holds = compile(node.node, known, isAdvanced)
      return (item) => !holds(item)
    }
    case 'any': {
      const items = known.collections?.[node.path]
      if (items === undefined) throw notSimulated(`$filter with '${node.path}/any'`)
      const holds = compile(node.node, partsOf(node.variable), isAdvanced)
      return (item) => items(item).some(holds)
    }
    case 'compare': {
      const field = known.fields[node.path]
      const isAllowed = field?.by.includes(node.by) || (isAdvanced && field?.advancedBy?.includes(node.by))
      if (field !== undefined && isAllowed) return (item) => compares(field.read(item), node.by, node.values)
      const isRefused = known.refused?.includes(node.path) || field?.advancedBy?.includes(node.by)
      if (isRefused) throw invalidClause(node.path)
      throw notSimulated(`$filter with '${node.path} ${node.by}'`)
    }
  }
}

function partsOf(variable: string): FilterFields<object> {
  const fields = fieldsNamed<object>(['id', 'displayName', 'userPrincipalName', 'type'], ['eq', 'startswith'])
  return { fields: Object.fromEntries(Object.entries(fields).map(([name, field]) => [`${variable}/${name}`, field])) }
}

function invalidClause(property: string): Error {
  return unsupportedQuery(`Unsupported or invalid query filter clause specified for property '${property}'.`)
}

function compares(value: unknown, by: Comparison, literals: readonly Literal[]): boolean {
  const found = comparable(value)
  const [asked = null] = literals.map(comparable)
  switch (by) {
    case 'eq':
      return found === asked
    case 'ne':
      return found !== asked
    case 'in':
      return literals.some((literal) => comparable(literal) === found)
    case 'startswith':
      return typeof found === 'string' && found.startsWith(String(asked))
    case 'endswith':
      return typeof found === 'string' && found.endsWith(String(asked))
    case 'contains':
      return typeof found === 'string' && found.includes(String(asked))
    default:
      return found !== null && asked !== null && inOrder(found, by, asked)
  }
}

function inOrder(
  found: string | number | boolean,
  by: 'ge' | 'le' | 'gt' | 'lt',
  asked: string | number | boolean,
): boolean {
  if (by === 'ge') return found >= asked
  if (by === 'le') return found <= asked
  return by === 'gt' ? found > asked : found < asked
}

/** The directory compares text without case, and instants as instants. */
function comparable(value: unknown): string | number | boolean | null {
  if (typeof value === 'string') return value.toLowerCase()
  if (value instanceof Date) return value.getTime()
  return typeof value === 'number' || typeof value === 'boolean' ? value : null
}
