/** Stable names of what went wrong; callers branch on these, people read the message. */
export type ErrorCode =
  | 'settings-invalid'
  | 'directory-unreachable'
  | 'directory-denied'
  | 'directory-throttled'
  | 'directory-refused'
  | 'directory-conflict'
  | 'directory-not-found'
  | 'vault-unreachable'
  | 'vault-denied'
  | 'vault-refused'
  | 'vault-secret-missing'
  | 'tables-unreachable'
  | 'tables-denied'
  | 'tables-refused'
  | 'tables-conflict'
  | 'lease-lost'
  | 'port-refused'
  | 'messenger-failed'
  | 'attachment-refused'
  | 'destination-unreachable'
  | 'proof-unreachable'

/** Says what failed, for what, what state remains and what to do; the outside's own words stay in `cause`. */
export class KeyturnError extends Error {
  override readonly name = 'KeyturnError'
  readonly code: ErrorCode
  /** How long the outside asked us to wait, in milliseconds, where it said so. */
  readonly retryAfterMs: number | undefined

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.retryAfterMs = options.retryAfterMs
  }
}

/** An error's own words, which say what failed and what to do. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

export function hasCode(error: unknown, ...codes: ErrorCode[]): error is KeyturnError {
  return error instanceof KeyturnError && codes.includes(error.code)
}
