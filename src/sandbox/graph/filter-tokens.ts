import { badRequest } from './graph-error.ts'

export type Literal = string | number | boolean | null | Date

export type Token =
  | { readonly type: 'literal'; readonly value: Literal }
  | { readonly type: 'name'; readonly text: string }
  | { readonly type: 'mark'; readonly text: string }

/** Quoted text, instants, GUIDs, numbers, names (with `/` and `$`), and the marks of the grammar. */
const pattern =
  /\s*(?:'((?:[^']|'')*)'|(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))|([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})|(-?\d+(?:\.\d+)?)|([a-z_@][\w/$.@]*)|([(),:]))/iy

export function readTokens(filter: string): Token[] {
  const tokens: Token[] = []
  pattern.lastIndex = 0
  while (pattern.lastIndex < filter.trimEnd().length) {
    const match = pattern.exec(filter)
    if (match === null) throw invalidFilter(`syntax error in '${filter}'`)
    tokens.push(tokenOf(match))
  }
  return tokens
}

export function invalidFilter(reason: string): Error {
  return badRequest(`Invalid filter clause: ${reason}.`, 'BadRequest')
}

function tokenOf([, text, instant, guid, number, name, mark]: RegExpExecArray): Token {
  if (text !== undefined) return { type: 'literal', value: text.replaceAll("''", "'") }
  if (instant !== undefined) return { type: 'literal', value: new Date(instant) }
  if (guid !== undefined) return { type: 'literal', value: guid }
  if (number !== undefined) return { type: 'literal', value: Number(number) }
  if (name === undefined) return { type: 'mark', text: mark ?? '' }
  const constant = constants.get(name)
  return constant === undefined ? { type: 'name', text: name } : { type: 'literal', value: constant }
}

const constants = new Map<string, Literal>([
  ['true', true],
  ['false', false],
  ['null', null],
])
