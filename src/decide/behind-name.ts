import type { Verb } from '../domain/messages/verbs.ts'
import type { Action } from './parse-action.ts'

/** What a command says behind the name of an application, as the fields of the form that a button would send. */
export function behindName(verb: Verb, rest: readonly string[]): Partial<Action> {
  const text = rest.join(' ')
  if (verb === 'assignOwner') return { person: text }
  if (verb === 'approveRenewal') return { reason: text, daysBefore: '7' }
  if (verb === 'decline') return { reason: text }
  if (verb === 'snooze') return { days: rest[0] ?? '3', reason: rest.slice(1).join(' ') }
  if (verb === 'enroll') return namedValues(rest)
  if (verb === 'addDestination') return destinationOf(rest)
  if (verb === 'removeDestination') return { place: text }
  return {}
}

/** A place, and behind it in any order whether it is optional, and whether it comes first. */
function destinationOf(words: readonly string[]): Partial<Action> {
  const options = ['optional', 'required', 'first']
  const end = words.findLastIndex((word) => !options.includes(word.toLowerCase())) + 1
  const said = words.slice(end).map((word) => word.toLowerCase())
  const isOptional = said.includes('optional') ? 'true' : said.includes('required') ? 'false' : undefined
  return {
    place: words.slice(0, end).join(' '),
    isFirst: String(said.includes('first')),
    ...(isOptional !== undefined && { isOptional }),
  }
}

/** Nothing is switched unless it is said: what stands behind the name has to begin with `on` or `off`. */
export function switchOf(word = ''): Verb | undefined {
  const said = word.toLowerCase()
  return said === 'on' ? 'enroll' : said === 'off' ? 'endEnrollment' : undefined
}

/** `lifetime=90 quiet=22:00-06:00`; words without a sign belong to the value before them. */
function namedValues(words: readonly string[]): Partial<Action> {
  const text = words.join(' ')
  const named = text.matchAll(/\b(lifetime|before|soak|approval|quiet|zone|freezes)=(.*?)(?=\s+\w+=|$)/gi)
  return Object.fromEntries([...named].map(([, name = '', value = '']) => [name.toLowerCase(), value.trim()]))
}
