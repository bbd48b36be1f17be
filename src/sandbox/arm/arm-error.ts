/** A refusal of the service as Azure Resource Manager words it. */
export class ArmError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export function badRequest(message: string, code = 'BadRequest'): ArmError {
  return new ArmError(400, code, message)
}

export function notFound(what: string): ArmError {
  return new ArmError(404, 'ResourceNotFound', `${what} was not found.`)
}

export function armErrorReply({ status, code, message }: ArmError): Response {
  return Response.json({ error: { code, message } }, { status })
}
