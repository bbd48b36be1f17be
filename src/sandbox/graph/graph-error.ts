import { randomUUID } from 'node:crypto'

interface GraphErrorDetails {
  readonly details?: readonly { readonly code: string; readonly message: string; readonly target: string }[]
  readonly headers?: Readonly<Record<string, string>>
}

/** A refusal in Graph's own words. */
export class GraphError extends Error {
  readonly status: number
  readonly code: string
  readonly extra: GraphErrorDetails

  constructor(status: number, code: string, message: string, extra: GraphErrorDetails = {}) {
    super(message)
    this.status = status
    this.code = code
    this.extra = extra
  }
}

export function badRequest(message: string, code = 'Request_BadRequest'): GraphError {
  return new GraphError(400, code, message)
}

export function unsupportedQuery(message: string): GraphError {
  return badRequest(message, 'Request_UnsupportedQuery')
}

export function denied(): GraphError {
  const message = 'Insufficient privileges to complete the operation.'
  return new GraphError(403, 'Authorization_RequestDenied', message)
}

export function notFound(what: string): GraphError {
  const message = `Resource '${what}' does not exist or one of its queried reference-property objects are not present.`
  return new GraphError(404, 'Request_ResourceNotFound', message)
}

/** For what the real service may well answer, and the simulated one does not. */
export function notSimulated(what: string): GraphError {
  return new GraphError(501, 'notImplemented', `The simulated Microsoft Graph does not implement ${what}.`)
}

/** Graph writes the date without a zone. */
export function errorBody(error: GraphError, requestId: string, clientRequestId: string, now: Date): object {
  const innerError = {
    date: now.toISOString().slice(0, 19),
    'request-id': requestId,
    'client-request-id': clientRequestId,
  }
  if (error.status === 429) {
    const throttled = { code: '429', message: 'Please retry after', status: '429' }
    return { error: { code: error.code, innerError: { ...throttled, ...innerError }, message: error.message } }
  }
  const { details } = error.extra
  return { error: { code: error.code, message: error.message, ...(details && { details }), innerError } }
}

/** The ids that every reply carries. */
export function requestIds(headers: Headers): { requestId: string; clientRequestId: string } {
  const requestId = randomUUID()
  return { requestId, clientRequestId: headers.get('client-request-id') ?? requestId }
}
