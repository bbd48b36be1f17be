/** A refusal of the service as Azure DevOps words it. */
export class DevOpsError extends Error {
  readonly status: number
  readonly typeKey: string

  constructor(status: number, typeKey: string, message: string) {
    super(message)
    this.status = status
    this.typeKey = typeKey
  }
}

export function invalid(message: string): DevOpsError {
  return new DevOpsError(400, 'ServiceEndpointException', message)
}

export function notFound(id: string): DevOpsError {
  return new DevOpsError(404, 'ServiceEndpointNotFoundException', `No service connection with identifier ${id} exists.`)
}

export function devOpsErrorReply({ status, typeKey, message }: DevOpsError): Response {
  const typeName = `Microsoft.TeamFoundation.DistributedTask.WebApi.${typeKey}, Microsoft.TeamFoundation.DistributedTask.WebApi`
  const body = { $id: '1', innerException: null, message, typeName, typeKey, errorCode: 0, eventId: 3000 }
  return Response.json(body, { status })
}
