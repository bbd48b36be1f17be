import { GraphClientError, type GraphError } from '@microsoft/microsoft-graph-client'
import { retryAfterMs } from '../retry-after.ts'

interface FailureFields {
  readonly status?: number | undefined
  readonly code?: string | undefined
  readonly requestId?: string | undefined
  readonly retryAfterMs?: number | undefined
}

/**
 * What Graph answered, without headers and body: those may carry tokens and secret texts, and this travels as `cause`
 * into logs. No status means that no reply came.
 */
export class GraphFailure extends Error {
  override readonly name = 'GraphFailure'
  readonly status: number | undefined
  readonly code: string | undefined
  readonly requestId: string | undefined
  readonly retryAfterMs: number | undefined

  constructor(message: string, fields: FailureFields = {}) {
    super(message)
    this.status = fields.status
    this.code = fields.code
    this.requestId = fields.requestId
    this.retryAfterMs = fields.retryAfterMs
  }
}

/** Thrown inside the library, which hands errors of its own class on and rebuilds all others, losing what they were. */
class PassedOn extends GraphClientError {
  constructor(message: string) {
    super(message)
    // The base class sets its own prototype, which would hide what this is from `instanceof`.
    Object.setPrototypeOf(this, new.target.prototype)
  }
}

/** No complete reply: refused, dropped or timed out. */
export class ConnectionLost extends PassedOn {
  override readonly name = 'ConnectionLost'
}

/** Entra gave Keyturn no token, so nothing was sent to Graph. */
export class TokenUnavailable extends PassedOn {
  override readonly name = 'TokenUnavailable'
  /** Entra answered and said no; otherwise it could not be asked. */
  readonly isRefused: boolean

  constructor(message: string, isRefused: boolean) {
    super(message)
    this.isRefused = isRefused
  }
}

export function failureOf(error: GraphError): GraphFailure {
  const { headers, statusCode } = error
  const status = statusCode === -1 ? undefined : statusCode
  const waitMs = headers === undefined ? undefined : retryAfterMs(headers)
  // A parser's message quotes the text it stumbled over, which may be a secret.
  if (error.code === 'SyntaxError') return new GraphFailure('The reply is not JSON', { status, retryAfterMs: waitMs })
  return new GraphFailure(error.message, {
    status,
    code: error.code ?? undefined,
    requestId: error.requestId ?? undefined,
    retryAfterMs: waitMs,
  })
}
