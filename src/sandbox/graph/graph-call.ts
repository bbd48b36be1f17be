import type { z } from 'zod/v4'
import type { Tenant } from '../tenant/tenant.ts'
import type { Caller } from './caller.ts'
import { badRequest, denied } from './graph-error.ts'
import type { QueryOptions } from './query-options.ts'

/** One authenticated, permitted request, as the routes see it. */
export interface GraphCall {
  readonly tenant: Tenant
  readonly caller: Caller
  readonly now: Date
  /** Where Graph answers, with the version. */
  readonly root: string
  /** Address without the query. */
  readonly address: string
  /** What stands for `{}` in the route's path. */
  readonly ids: readonly string[]
  readonly options: QueryOptions
  readonly headers: Headers
  readonly body: string
}

export interface Reply {
  readonly status: number
  readonly body?: object
  /** Instead of JSON. */
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
}

export function ok(body: object): Reply {
  return { status: 200, body }
}

export const noContent: Reply = { status: 204 }

/** The path parameter at `place`. */
export function idAt(call: GraphCall, place: number): string {
  return call.ids[place] ?? ''
}

export function may(call: GraphCall, ...anyOf: readonly string[]): boolean {
  return anyOf.some((permission) => call.caller.permissions.has(permission))
}

export function demand(call: GraphCall, ...anyOf: readonly string[]): void {
  if (!may(call, ...anyOf)) throw denied()
}

export function context(call: GraphCall, what: string): { '@odata.context': string } {
  return { '@odata.context': `${call.root}/$metadata#${what}` }
}

/** The JSON body; what does not fit `schema` is refused as Graph refuses malformed payloads. */
export function readBody<T>(call: GraphCall, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parseJson(call.body))
  if (parsed.success) return parsed.data
  const where = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
  throw badRequest(`Invalid value specified in the request body. ${where}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badRequest(
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
      'BadRequest',
    )
  }
}
