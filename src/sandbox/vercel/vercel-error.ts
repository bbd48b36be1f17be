/** A refusal of the service as Vercel words it. */
export class VercelError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export function badRequest(message: string, code = 'bad_request'): VercelError {
  return new VercelError(400, code, message)
}

export function notFound(what: string): VercelError {
  return new VercelError(404, 'not_found', `${what} not found.`)
}

export function vercelErrorReply({ status, code, message }: VercelError): Response {
  return Response.json({ error: { code, message } }, { status })
}
