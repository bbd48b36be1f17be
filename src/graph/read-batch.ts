import { z } from 'zod/v4'
import { concurrently } from '../concurrently.ts'
import type { KeyturnError } from '../domain/errors.ts'
import { retryAfterMs } from '../retry-after.ts'
import type { GraphClient } from './create-graph-client.ts'
import { GraphFailure } from './graph-failure.ts'
import { parseReply } from './parse-reply.ts'
import { isTransient, retryWaits } from './retry-waits.ts'
import { type GraphCall, translateError } from './translate-error.ts'

/** One GET inside a batch. Its url is relative and without the version: Graph answers 400 to `/v1.0` in it. */
export interface BatchedRead {
  readonly id: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Told of one item that could not be read; what it throws ends the reading of all. */
export type OnFailure = (id: string, error: KeyturnError) => void

function rethrow(_id: string, error: KeyturnError): void {
  throw error
}

const MAX_ITEMS = 20
const PARALLEL_BATCHES = 4

const batchShape = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.number(),
      headers: z.record(z.string(), z.unknown()).nullish().catch(null),
      body: z.unknown(),
    }),
  ),
})
type BatchedReply = z.output<typeof batchShape>['responses'][number]

const errorShape = z.object({ error: z.object({ code: z.string().catch(''), message: z.string().catch('') }) })

/**
 * Bodies by id; what Graph does not find is absent. Without `onFailure` one item that fails for good ends the reading.
 * The library's own batch helpers leave `/v1.0` in the urls and break on empty replies, hence this one.
 */
export async function readBatch(
  client: GraphClient,
  reads: readonly BatchedRead[],
  call: GraphCall,
  onFailure?: OnFailure,
): Promise<Map<string, unknown>> {
  const bodies = new Map<string, unknown>()
  await concurrently(chunksOf(reads), PARALLEL_BATCHES, (chunk) =>
    readChunk(client, chunk, call, bodies, onFailure ?? rethrow),
  )
  return bodies
}

/** Items are throttled one by one inside a batch that succeeds; only those are asked for again. */
async function readChunk(
  client: GraphClient,
  chunk: readonly BatchedRead[],
  call: GraphCall,
  bodies: Map<string, unknown>,
  onFailure: OnFailure,
): Promise<void> {
  const waits = retryWaits()
  let open = chunk
  for (;;) {
    const requests = open.map((read) => ({ method: 'GET', ...read }))
    const { responses } = parseReply(batchShape, await client.ask('/v1.0/$batch', { requests }, call), call)
    const replies = new Map(responses.map((reply) => [reply.id, reply]))
    open = open.filter(({ id }) => !settle(id, replies.get(id), call, bodies, onFailure))
    if (open.length === 0) return

    const failures = open.map(({ id }) => failureIn(replies.get(id)))
    const waitMs = waits.next(longestWait(failures))
    if (waitMs === undefined) {
      for (const [index, { id }] of open.entries()) onFailure(id, translateError(failures[index], call))
      return
    }
    await client.sleep(waitMs)
  }
}

/** False: worth asking again. */
function settle(
  id: string,
  reply: BatchedReply | undefined,
  call: GraphCall,
  bodies: Map<string, unknown>,
  onFailure: OnFailure,
): boolean {
  if (reply === undefined || isTransient(reply.status)) return false
  if (reply.status >= 200 && reply.status < 300) bodies.set(id, reply.body)
  else if (reply.status !== 404) onFailure(id, translateError(failureIn(reply), call))
  return true
}

function failureIn(reply: BatchedReply | undefined): GraphFailure {
  if (reply === undefined) return new GraphFailure('The batch was answered without this item')
  const { code, message } = errorShape.safeParse(reply.body).data?.error ?? { code: '', message: '' }
  const waitMs = retryAfterMs(headersIn(reply))
  return new GraphFailure(message, { status: reply.status, code, retryAfterMs: waitMs })
}

/** Items carry headers as JSON, so their values may be numbers too. */
function headersIn(reply: BatchedReply): Map<string, string> {
  const entries = Object.entries(reply.headers ?? {})
  return new Map(entries.map(([name, value]) => [name.toLowerCase(), String(value)]))
}

function longestWait(failures: readonly GraphFailure[]): number | undefined {
  const asked = failures.flatMap(({ retryAfterMs: ms }) => (ms === undefined ? [] : [ms]))
  return asked.length === 0 ? undefined : Math.max(...asked)
}

function chunksOf(reads: readonly BatchedRead[]): BatchedRead[][] {
  const count = Math.ceil(reads.length / MAX_ITEMS)
  return Array.from({ length: count }, (_, index) => reads.slice(index * MAX_ITEMS, (index + 1) * MAX_ITEMS))
}
