import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'

/** Something that goes wrong with matching requests, until it is used up, past, or cleared. */
export interface Fault {
  readonly id?: string
  /** In the words of the control page. */
  readonly title?: string
  readonly method?: string
  /** Matched against the path without the query. */
  readonly path: RegExp
  /** How many requests it hits; without it, every one. */
  readonly times?: number
  /** In real time: whoever waits for it waits in real time. */
  readonly untilAt?: Date
  /** `after`: the effect takes place, and only the reply is replaced or lost. */
  readonly when: 'before' | 'after'
  readonly respond?: FaultReply
  /** Breaks the connection instead of answering. */
  readonly drop?: true
  readonly delayMs?: number
}

export interface FaultReply {
  readonly status: number
  readonly code?: string
  readonly message?: string
  readonly retryAfterSeconds?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Instead of the error envelope of `code` and `message`. */
  readonly body?: unknown
}

export interface ActiveFault extends Fault {
  readonly id: string
  readonly hits: number
}

export interface Faults {
  /** Returns the id; a fault with the same id is replaced. */
  add(fault: Fault): string
  remove(id: string): void
  clear(): void
  current(): readonly ActiveFault[]
  /** Runs one request through the faults; undefined: break the connection. */
  around(request: Request, handle: () => Promise<Response>): Promise<Response | undefined>
}

export function createFaults(): Faults {
  const faults = new Map<string, ActiveFault>()

  function current(): readonly ActiveFault[] {
    for (const { id, times, hits, untilAt } of faults.values()) {
      if (hits >= (times ?? Infinity) || (untilAt !== undefined && untilAt.getTime() <= Date.now())) faults.delete(id)
    }
    return [...faults.values()]
  }

  /** The first that matches; being matched uses it up. */
  function take(request: Request): ActiveFault | undefined {
    const { pathname } = new URL(request.url)
    const fault = current().find(
      ({ method, path }) => (method ?? request.method) === request.method && path.test(pathname),
    )
    if (fault !== undefined) faults.set(fault.id, { ...fault, hits: fault.hits + 1 })
    return fault
  }

  return {
    add(fault) {
      const id = fault.id ?? randomUUID()
      faults.set(id, { ...fault, id, hits: 0 })
      return id
    },
    remove: (id) => void faults.delete(id),
    clear: () => faults.clear(),
    current,
    async around(request, handle) {
      const fault = take(request)
      if (fault === undefined) return handle()
      const answered = fault.when === 'after' ? await handle() : undefined
      if (fault.delayMs !== undefined) await delay(fault.delayMs)
      if (fault.drop) return undefined
      return fault.respond === undefined ? (answered ?? handle()) : replyOf(fault.respond)
    },
  }
}

function replyOf({ status, code, message, retryAfterSeconds, headers, body }: FaultReply): Response {
  const envelope = { error: { code: code ?? String(status), message: message ?? 'The sandbox was told to fail here.' } }
  const retryAfter = retryAfterSeconds === undefined ? undefined : { 'retry-after': String(retryAfterSeconds) }
  return Response.json(body ?? envelope, { status, headers: { ...retryAfter, ...headers } })
}
