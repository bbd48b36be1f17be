const kept = 10_000

/** One answered request: never its query, headers or bodies. `status` 0: the connection was broken. */
export interface LoggedRequest {
  /** In real time. */
  readonly at: Date
  readonly method: string
  readonly path: string
  readonly status: number
}

/** The last 10,000 requests, oldest first. */
export interface RequestLog {
  record(request: LoggedRequest): void
  all(): readonly LoggedRequest[]
  count(method: string | undefined, path?: RegExp): number
  clear(): void
}

export function createRequestLog(): RequestLog {
  let requests: LoggedRequest[] = []
  return {
    record(request) {
      requests.push(request)
      if (requests.length >= 2 * kept) requests = requests.slice(-kept)
    },
    all: () => requests.slice(-kept),
    count: (method, path) =>
      requests.filter((one) => (method ?? one.method) === one.method && (path?.test(one.path) ?? true)).length,
    clear() {
      requests = []
    },
  }
}
