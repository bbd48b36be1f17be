import { KeyturnError } from '../../domain/errors.ts'
import type { Inspection, Verification } from '../../ports.ts'
import { retryAfterMs } from '../../retry-after.ts'
import { type ApiReply, isPassing } from './call-api.ts'

/** Why a request did not do what it should. */
export type Trouble =
  | { readonly is: 'later'; readonly problem: string; readonly retryAfterMs?: number }
  | { readonly is: 'refused'; readonly problem: string }

export interface Attempt {
  /** In words that complete "… did not …", e.g. `read the connection deploy`. */
  readonly does: string
  /** A sentence: what state remains, for whoever reads of a failure. */
  readonly remains: string
}

export interface ApiWords {
  /** E.g. `Azure DevOps`. */
  readonly name: string
  /** What a person can do about a status, in a sentence. */
  readonly remedies: Readonly<Record<number, string>>
  /** For statuses without a remedy of their own. */
  readonly otherwise: string
  /** The API's own code of an error, taken from the body. */
  readonly codeOf: (body: unknown) => unknown
}

/** Undefined: the reply is a success. Nothing of the body is quoted but a code of letters and digits. */
export function troubleOf(reply: ApiReply, words: ApiWords, { does, remains }: Attempt): Trouble | undefined {
  if (reply.status >= 200 && reply.status < 300) return undefined
  const status = [`HTTP ${reply.status}`, plainCode(words.codeOf(reply.body))].filter(Boolean).join(', ')
  const problem = `${words.name} did not ${does} (${status}). ${remains}`
  if (!isPassing(reply)) {
    return { is: 'refused', problem: `${problem} ${words.remedies[reply.status] ?? words.otherwise}` }
  }
  const wait = retryAfterMs(reply.headers)
  return { is: 'later', problem: `${problem} Keyturn tries again.`, ...(wait !== undefined && { retryAfterMs: wait }) }
}

/** A code that names a kind of error; anything longer or stranger could repeat what was sent. */
export function plainCode(code: unknown): string | undefined {
  return typeof code === 'string' && /^[A-Za-z][A-Za-z0-9_]{2,39}$/.test(code) ? code : undefined
}

/** What a look finds out: trouble in passing says nothing about the place, so it is thrown to be looked at again. */
export function inspectionOf(trouble: Trouble): Inspection {
  if (trouble.is === 'refused') return trouble
  const { retryAfterMs: wait } = trouble
  throw new KeyturnError('destination-unreachable', trouble.problem, wait === undefined ? {} : { retryAfterMs: wait })
}

export function verificationOf(trouble: Trouble): Verification {
  return trouble.is === 'refused' ? trouble : { ...trouble, is: 'notYet' }
}
