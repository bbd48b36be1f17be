import { setTimeout as delay } from 'node:timers/promises'
import { KeyturnError } from '../../domain/errors.ts'

const TIMEOUT_MS = 30_000
const MAX_REPLY_BYTES = 4_000_000
const READ_TRIES = 3
const LONGEST_WAIT_MS = 10_000

export interface ApiOptions {
  /** In words for people, e.g. `Azure DevOps`. */
  readonly name: string
  /** Origin, without a closing slash. */
  readonly baseUrl: string
  /** The value of the `Authorization` header, asked for before each request. */
  readonly authorization: () => Promise<string>
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
  readonly retryDelayMs?: number
}

export interface ApiReply {
  readonly status: number
  readonly headers: Headers
  /** Undefined where the body is empty or no JSON. */
  readonly body: unknown
}

/**
 * A JSON API over HTTPS. Every answer is a reply, whatever its status; no redirect is followed. Once `signal` is aborted,
 * nothing is sent, and what is under way ends.
 */
export interface Api {
  /** Asked again where it fails in passing (429, 5xx, a lost connection). */
  read(path: string, signal?: AbortSignal): Promise<ApiReply>
  /** Sent once. Throws `destination-unreachable` where no reply came: its effect is unknown. */
  write(method: 'POST' | 'PUT' | 'PATCH', path: string, body: unknown, signal?: AbortSignal): Promise<ApiReply>
}

export function createApi(options: ApiOptions): Api {
  const { retryDelayMs = 1_000 } = options
  return {
    async read(path, signal) {
      for (let tries = 1; ; tries += 1) {
        try {
          const reply = await send(options, { method: 'GET', path, signal })
          if (tries >= READ_TRIES || !isTransient(reply.status)) return reply
          await delay(Math.min(retryAfterMs(reply) ?? retryDelayMs * 2 ** tries, LONGEST_WAIT_MS))
        } catch (error) {
          if (tries >= READ_TRIES || signal?.aborted) throw error
          await delay(retryDelayMs * 2 ** tries)
        }
      }
    },
    write: (method, path, body, signal) => send(options, { method, path, body, signal }),
  }
}

/** Milliseconds that a reply asks to wait, by `Retry-After` in seconds or as a date. */
export function retryAfterMs({ headers }: Pick<ApiReply, 'headers'>): number | undefined {
  const text = headers.get('retry-after')
  if (text === null) return undefined
  const seconds = Number(text)
  const ms = Number.isNaN(seconds) ? Date.parse(text) - Date.now() : seconds * 1000
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

export function isTransient(status: number): boolean {
  return status === 408 || status === 429 || status >= 500
}

interface ApiRequest {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly signal: AbortSignal | undefined
}

async function send(options: ApiOptions, { method, path, body, signal }: ApiRequest): Promise<ApiReply> {
  const authorization = await options.authorization()
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  try {
    const response = await fetch(`${options.baseUrl}${path}`, {
      method,
      redirect: 'manual',
      // Looked at before anything is sent, too.
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
      headers: {
        accept: 'application/json',
        authorization,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, headers: response.headers, body: await jsonOf(response) }
  } catch (error) {
    // The cause may quote the request, and with it the secret: only its kind is kept.
    const kind = error instanceof Error ? error.name : 'unknown'
    const effect = method === 'GET' ? '' : ' Whether it took effect is unknown.'
    throw new KeyturnError('destination-unreachable', `${options.name} did not answer (${kind}).${effect}`)
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  const length = Number(response.headers.get('content-length') ?? 0)
  if (length > MAX_REPLY_BYTES) return undefined
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
