import { badRequest, notSimulated, unsupportedQuery } from './graph-error.ts'
import { parseSelect, type Selection, type TypeName } from './projection.ts'
import type { QueryOptions } from './query-options.ts'

export interface Expand {
  readonly selection: Selection
  /** How often to follow the relationship from one object to the next. */
  readonly levels: number
}

/** `$expand` of the one relationship that a list offers, with nested `$select` and `$levels`. */
export function readExpand(
  options: QueryOptions,
  relationship: string,
  types: readonly TypeName[],
): Expand | undefined {
  const text = options.get('$expand')
  if (text === undefined) return undefined
  const [, name, nested = ''] = /^(\w+)(?:\((.*)\))?$/s.exec(text.trim()) ?? []
  if (name === undefined) throw unsupportedQuery('Only one relationship can be expanded at a time.')
  if (name !== relationship) throw notSimulated(`$expand=${name} here`)
  let [selection, levels]: [Selection, number] = [undefined, 1]
  for (const option of nested.split(';').filter(Boolean)) {
    const [, key, value = ''] = /^\s*(\$\w+)=(.*)$/s.exec(option) ?? []
    if (key === '$select') selection = parseSelect(value, types)
    else if (key === '$levels') levels = readLevels(value)
    else throw notSimulated(`'${option}' inside $expand`)
  }
  return { selection, levels }
}

function readLevels(value: string): number {
  if (value === 'max') return Number.POSITIVE_INFINITY
  if (/^[1-9]\d*$/.test(value)) return Number(value)
  throw badRequest(`Parsing OData Select and Expand failed: '${value}' is no valid value of $levels.`, 'BadRequest')
}
