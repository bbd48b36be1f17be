import { type ErrorCode, KeyturnError } from '../domain/errors.ts'
import { ConnectionLost, GraphFailure, TokenUnavailable } from './graph-failure.ts'
import { remedyFor } from './refusal-remedies.ts'

/** What a request is for, in words that complete "Keyturn could not …", and what it takes. */
export interface GraphCall {
  readonly does: string
  /** The application permission that it needs. */
  readonly permission: string
  readonly writes?: boolean
}

/**
 * Every failure of Graph in Keyturn's words. For a write, `directory-unreachable` and `directory-conflict` leave its
 * effect unknown; every other code means that nothing was changed.
 */
export function translateError(error: unknown, call: GraphCall): KeyturnError {
  if (error instanceof KeyturnError) return error
  if (error instanceof TokenUnavailable) return withoutToken(error, call)
  if (error instanceof GraphFailure) return answered(error, call)
  const reason = error instanceof ConnectionLost ? error.message : 'an unexpected error'
  const remedy = 'Check GRAPH_BASE_URL and the network if this lasts.'
  return say('directory-unreachable', `no reply from Microsoft Graph (${reason})`, remedy, call, error)
}

function withoutToken(error: TokenUnavailable, call: GraphCall): KeyturnError {
  const remedy = "Check the identity's settings (AZURE_CLIENT_ID, AZURE_AUTHORITY_HOST) and that it still exists."
  const code = error.isRefused ? 'directory-denied' : 'directory-unreachable'
  return say(code, 'Entra gave Keyturn no token', remedy, call, error)
}

function answered(failure: GraphFailure, call: GraphCall): KeyturnError {
  if (isUnreadable(failure)) {
    const remedy = 'Check GRAPH_BASE_URL, and what stands between it and Keyturn, if this lasts.'
    return say('directory-unreachable', "the reply is not Microsoft Graph's, or not whole", remedy, call, failure)
  }
  const answer = [failure.status, failure.code].filter(Boolean).join(' ') || 'with an incomplete reply'
  const saying = `Microsoft Graph answered ${answer}`
  const code = codeFor(failure)
  return say(code, saying, remedyOf(code, failure, call), call, failure)
}

/** A success whose body is no JSON: the page of a proxy, or a part of a reply. */
function isUnreadable({ status = 0 }: GraphFailure): boolean {
  return status >= 200 && status < 300
}

function codeFor({ status = 0, code = '', message }: GraphFailure): ErrorCode {
  if (remedyFor(code, message) !== undefined) return 'directory-refused'
  if (status === 409 || status === 412 || code === 'Directory_ConcurrencyViolation') return 'directory-conflict'
  if (status === 401 || status === 403) return 'directory-denied'
  if (status === 404) return 'directory-not-found'
  if (status === 429) return 'directory-throttled'
  if (status === 408 || status >= 500 || status < 300) return 'directory-unreachable'
  return 'directory-refused'
}

function remedyOf(code: ErrorCode, failure: GraphFailure, call: GraphCall): string {
  const { status, retryAfterMs } = failure
  if (status === 401) return 'Its token was not accepted: check GRAPH_BASE_URL and the tenant of the identity.'
  switch (code) {
    case 'directory-denied':
      return `Grant Keyturn's identity the application permission ${call.permission}, with admin consent.`
    case 'directory-throttled':
      return retryAfterMs === undefined ? 'Try again later.' : `Try again in ${Math.ceil(retryAfterMs / 1000)} seconds.`
    case 'directory-conflict':
      return 'Someone else changed the same object: try again.'
    case 'directory-not-found':
      return 'It may have been deleted, or created only seconds ago.'
    case 'directory-unreachable':
      return 'Try again later.'
    default:
      return remedyFor(failure.code ?? '', failure.message) ?? "The log has Microsoft Graph's own words."
  }
}

function say(code: ErrorCode, saying: string, remedy: string, call: GraphCall, cause: unknown): KeyturnError {
  const message = [`Keyturn could not ${call.does}: ${saying}.`, stateAfter(code, call, cause), remedy]
  const retryAfterMs = cause instanceof GraphFailure ? cause.retryAfterMs : undefined
  return new KeyturnError(code, message.filter(Boolean).join(' '), {
    cause,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}

function stateAfter(code: ErrorCode, call: GraphCall, cause: unknown): string {
  if (call.writes !== true) return ''
  const isOpen = code === 'directory-unreachable' || code === 'directory-conflict'
  return isOpen && !(cause instanceof TokenUnavailable) ? 'Whether it took effect is unknown.' : 'Nothing was changed.'
}
