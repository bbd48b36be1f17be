import { z } from 'zod/v4'
import type { ApiReply } from './call-api.ts'

/**
 * A service connection as read, with every field that Keyturn knows nothing about, because a write replaces it whole
 * (vsts-rest-api-specs, serviceEndpoint 7.1).
 */
const connectionShape = z.looseObject({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  url: z.string(),
  isReady: z.boolean().nullish(),
  /** Told by `MARKED_VERSION` alone. */
  modificationDate: z.string().nullish(),
  operationStatus: z.looseObject({ state: z.string().nullish() }).nullish().catch(null),
  authorization: z.looseObject({ scheme: z.string(), parameters: z.record(z.string(), z.unknown()) }),
  data: z.record(z.string(), z.unknown()),
  serviceEndpointProjectReferences: z.array(z.looseObject({ projectReference: z.looseObject({}) })).min(1),
})

export type Connection = z.output<typeof connectionShape>

/** `hidden`: an identity without permission is shown the id without what the connection consists of. */
export function readConnection({ body }: Pick<ApiReply, 'body'>): Connection | 'missing' | 'hidden' | 'foreign' {
  if (body === null) return 'missing'
  const parsed = connectionShape.safeParse(body)
  if (parsed.success) return parsed.data
  return z.object({ id: z.string() }).safeParse(body).success ? 'hidden' : 'foreign'
}

/** Why this connection holds no secret of the client that could be replaced; undefined: it does. */
export function whyNotRotatable(connection: Connection, clientId: string): string | undefined {
  const { scheme, parameters } = connection.authorization
  switch (scheme.toLowerCase()) {
    case 'workloadidentityfederation':
      return 'It signs in by workload identity federation, so it holds no secret: remove it as a destination.'
    case 'managedserviceidentity':
      return 'It signs in with a managed identity, so it holds no secret: remove it as a destination.'
    case 'serviceprincipal':
      break
    default:
      return 'It does not sign in as a service principal: choose a connection that does.'
  }
  if (connection.type.toLowerCase() !== 'azurerm') {
    return 'It is no Azure Resource Manager connection, and Azure DevOps lets only those be given a new secret.'
  }
  if (isCertificate(parameters)) {
    return 'It signs in with a certificate, not a secret: remove it as a destination of client secrets.'
  }
  if (String(fieldOf(parameters, 'serviceprincipalid')).toLowerCase() !== clientId.toLowerCase()) {
    return `It signs in as another application than ${clientId}: choose the connection of this application.`
  }
  return undefined
}

/**
 * As read, with the new secret under the key that is there, and managed by hand: Azure DevOps allows a secret only then.
 * Other confidential values are read as null; whether a null keeps or wipes them is not documented, so none is sent.
 */
export function withSecret(connection: Connection, secret: string): Connection {
  const { authorization, data } = connection
  const secretKey = keyOf(authorization.parameters, 'serviceprincipalkey')
  const told = Object.fromEntries(Object.entries(authorization.parameters).filter(([, value]) => value !== null))
  return {
    ...connection,
    authorization: { ...authorization, parameters: { ...told, [secretKey]: secret } },
    data: { ...data, [keyOf(data, 'creationMode')]: 'Manual' },
  }
}

export function isAutomatic({ data }: Connection): boolean {
  return String(fieldOf(data, 'creationMode')).toLowerCase() === 'automatic'
}

function isCertificate(parameters: Connection['authorization']['parameters']): boolean {
  const kind = fieldOf(parameters, 'authenticationtype')
  if (typeof kind === 'string' && kind !== '') return kind.toLowerCase() !== 'spnkey'
  return Object.keys(parameters).some((key) => key.toLowerCase() === 'serviceprincipalcertificate')
}

/** Spelling of keys differs between connections by their age; a second key beside the first would leave two secrets. */
function keyOf(fields: Readonly<Record<string, unknown>>, name: string): string {
  return Object.keys(fields).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name
}

function fieldOf(fields: Readonly<Record<string, unknown>>, name: string): unknown {
  return fields[keyOf(fields, name)]
}
