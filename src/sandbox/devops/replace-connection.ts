import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod/v4'
import { invalid } from './devops-error.ts'
import { type ServiceConnection, secretIn, secretKeysIn } from './service-connections.ts'

const texts = z.record(z.string(), z.string().nullable())
const replacementShape = z.looseObject({
  id: z.string(),
  authorization: z.looseObject({ scheme: z.string(), parameters: texts }),
  data: texts,
  serviceEndpointProjectReferences: z.array(
    z.looseObject({ projectReference: z.looseObject({ id: z.string(), name: z.string() }) }),
  ),
})

/**
 * What a connection is after a PUT. Refuses whatever differs from what is stored, but for the secret and a creation mode
 * of Manual: a replacement that loses a field, a key or a project would break pipelines without an error.
 */
export function replaceConnection(stored: ServiceConnection, body: unknown): ServiceConnection {
  const parsed = replacementShape.safeParse(body)
  if (!parsed.success) throw invalid(`The body is no service endpoint: ${z.prettifyError(parsed.error)}`)
  const { parameters } = parsed.data.authorization
  const secret = secretIn(parameters)
  if (secretKeysIn(parameters).length !== 1) throw invalid('The service principal key is given twice, or not at all.')
  if (secret === undefined || secret === '') throw invalid('The service principal key is empty.')
  if (Object.values(parsed.data.authorization.parameters).includes(null)) {
    throw invalid('A parameter is null, which may wipe what it stands for.')
  }
  if (parsed.data.data.creationMode !== 'Manual') {
    throw invalid('A service principal key can be given only with the creation mode Manual.')
  }
  const after = withSecretAndMode(stored, secret)
  const expected: ServiceConnection = { ...after, authorization: withoutNulls(after.authorization) }
  const fields = new Set([...Object.keys(expected), ...Object.keys(parsed.data)])
  const altered = [...fields].filter((field) => !isDeepStrictEqual(parsed.data[field], expected[field]))
  if (altered.length > 0) throw invalid(`These fields may not change: ${altered.join(', ')}.`)
  return after
}

function withoutNulls({ scheme, parameters }: ServiceConnection['authorization']): ServiceConnection['authorization'] {
  return { scheme, parameters: Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== null)) }
}

/** As the service shows a connection: confidential values are null. */
export function shownConnection(stored: ServiceConnection): ServiceConnection {
  const { authorization } = stored
  const hidden = Object.fromEntries(secretKeysIn(authorization.parameters).map((key) => [key, null]))
  return { ...stored, authorization: { ...authorization, parameters: { ...authorization.parameters, ...hidden } } }
}

function withSecretAndMode(stored: ServiceConnection, secret: string): ServiceConnection {
  const { authorization, data } = stored
  const [key = 'serviceprincipalkey'] = secretKeysIn(authorization.parameters)
  return {
    ...stored,
    authorization: { ...authorization, parameters: { ...authorization.parameters, [key]: secret } },
    data: { ...data, creationMode: 'Manual' },
  }
}
