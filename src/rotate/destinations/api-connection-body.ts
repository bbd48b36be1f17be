/** An API connection as it is read. Secrets never come back; `nonSecretParameterValues` and the set's values do. */
export interface ConnectionBody {
  readonly location?: string | undefined
  readonly kind?: string | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
  readonly properties: {
    readonly displayName?: string | undefined
    readonly api: { readonly id: string }
    readonly nonSecretParameterValues?: Readonly<Record<string, unknown>> | null | undefined
    readonly parameterValueSet?:
      | { readonly name: string; readonly values?: Readonly<Record<string, unknown>> | null | undefined }
      | null
      | undefined
    readonly statuses?:
      | readonly {
          readonly status: string
          readonly error?: { readonly code?: string | undefined } | null | undefined
        }[]
      | null
      | undefined
  }
}

/** What can be read of the parameters, by their own keys; undefined where the connection has none. */
export function readParameters({ properties }: ConnectionBody): Map<string, string> | undefined {
  const flat = properties.nonSecretParameterValues ?? undefined
  const values = properties.parameterValueSet?.values ?? flat
  if (values === undefined) return undefined
  const known = Object.entries(values).flatMap(([key, value]): [string, string][] => {
    const text = typeof value === 'object' && value !== null && 'value' in value ? value.value : value
    return typeof text === 'string' ? [[key, text]] : []
  })
  return new Map(known)
}

/** Why no secret of this application belongs here; undefined: one does. */
export function whyNotRotatable(connection: ConnectionBody, clientId: string): string | undefined {
  const parameters = readParameters(connection) ?? new Map<string, string>()
  const grant = parameterNamed(parameters, 'granttype')
  if (grant !== undefined && grant !== 'client_credentials') {
    return `The API connection signs in by ${grant.slice(0, 40)}, not as an application, so there is no secret to replace.`
  }
  const inUse = parameterNamed(parameters, 'clientid')
  if (inUse === undefined) {
    return 'The API connection holds no client id: it signs in as a person or a managed identity, so there is no secret to replace.'
  }
  if (inUse.toLowerCase() !== clientId.toLowerCase()) {
    return 'The API connection signs in as another application. Nothing was changed there.'
  }
  return undefined
}

/** The connection to put back: every parameter that was read, and the new secret under the key of its neighbors. */
export function withSecret({ location, kind, tags, properties }: ConnectionBody, secret: string): object {
  const { displayName, api, parameterValueSet } = properties
  const parameters = readParameters({ properties }) ?? new Map<string, string>()
  const secretKey = secretKeyBeside(parameters)
  const all = [...parameters].filter(([key]) => key !== secretKey).concat([[secretKey, secret]])
  const values =
    parameterValueSet == null
      ? { parameterValues: Object.fromEntries(all) }
      : {
          parameterValueSet: {
            name: parameterValueSet.name,
            values: Object.fromEntries(all.map(([key, value]) => [key, { value }])),
          },
        }
  return { location, kind, tags, properties: { displayName, api: { id: api.id }, ...values } }
}

/** `token:clientId` → `token:clientSecret`, in the same case. */
function secretKeyBeside(parameters: ReadonlyMap<string, string>): string {
  const clientKey = [...parameters.keys()].find((key) => nameOf(key) === 'clientid') ?? 'token:clientId'
  const isLower = clientKey.endsWith('clientid')
  return clientKey.replace(/clientid$/i, isLower ? 'clientsecret' : 'clientSecret')
}

function parameterNamed(parameters: ReadonlyMap<string, string>, name: string): string | undefined {
  for (const [key, value] of parameters) if (nameOf(key) === name) return value
  return undefined
}

function nameOf(key: string): string {
  return (key.split(':').at(-1) ?? key).toLowerCase()
}
