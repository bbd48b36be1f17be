import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod/v4'
import { badRequest } from './arm-error.ts'

/** An API connection with the parameters in force, the secret among them. */
export interface StoredApiConnection {
  readonly id: string
  readonly location: string
  readonly kind: string
  readonly tags: Readonly<Record<string, string>>
  readonly displayName: string
  readonly apiId: string
  /** Null: the connector has one way to sign in, and its parameters are flat. */
  readonly setName: string | null
  readonly parameters: Readonly<Record<string, string>>
  /** Names of `parameters` that are never shown. */
  readonly secretNames: readonly string[]
  readonly isAlternative: boolean
  readonly statuses: readonly { readonly status: string; readonly error?: { readonly code: string } }[]
  readonly changedTime: Date
}

export type ApiConnectionSeed = Pick<StoredApiConnection, 'id' | 'parameters'> &
  Partial<Omit<StoredApiConnection, 'changedTime'>>

const replacementShape = z.strictObject({
  location: z.string(),
  kind: z.string(),
  tags: z.record(z.string(), z.string()),
  properties: z.strictObject({
    displayName: z.string(),
    api: z.looseObject({ id: z.string() }),
    customParameterValues: z.record(z.string(), z.unknown()).optional(),
    parameterValues: z.record(z.string(), z.string()).optional(),
    parameterValueSet: z
      .strictObject({ name: z.string(), values: z.record(z.string(), z.strictObject({ value: z.string() })) })
      .optional(),
  }),
})

export function seededConnection(seed: ApiConnectionSeed, at: Date): StoredApiConnection {
  const name = seed.id.split('/').at(-1) ?? ''
  const [, , subscription = ''] = seed.id.split('/')
  return {
    location: 'westeurope',
    kind: 'V1',
    tags: { team: 'payroll' },
    displayName: `Connection ${name}`,
    apiId: `/subscriptions/${subscription}/providers/Microsoft.Web/locations/westeurope/managedApis/azuremonitorlogs`,
    setName: null,
    secretNames: Object.keys(seed.parameters).filter((one) => /secret$/i.test(one)),
    isAlternative: false,
    statuses: [{ status: 'Connected' }],
    ...seed,
    changedTime: at,
  }
}

/** What the service says of the connector of these connections; each parameter is one that it defines. */
export function shownConnector(apiId: string, connections: readonly StoredApiConnection[]): object {
  const definitions = ({ parameters, secretNames }: StoredApiConnection) =>
    Object.keys(parameters).map((name) => [name, { type: secretNames.includes(name) ? 'securestring' : 'string' }])
  const flat = connections.filter(({ setName }) => setName === null).flatMap(definitions)
  const sets = connections.flatMap((one) =>
    one.setName === null ? [] : [{ name: one.setName, parameters: Object.fromEntries(definitions(one)) }],
  )
  return {
    id: apiId,
    name: apiId.split('/').at(-1),
    type: 'Microsoft.Web/locations/managedApis',
    properties: {
      ...(flat.length > 0 && { connectionParameters: Object.fromEntries(flat) }),
      ...(sets.length > 0 && { connectionParameterSets: { values: sets } }),
    },
  }
}

/** As the service shows a connection: without any secret. */
export function shownConnection(stored: StoredApiConnection): object {
  const { id, location, kind, tags, displayName, apiId, setName, parameters, secretNames, isAlternative } = stored
  const shown = Object.entries(parameters).filter(([name]) => !secretNames.includes(name))
  const inSet = Object.keys(parameters).map((name) => [
    name,
    secretNames.includes(name) ? {} : { value: parameters[name] },
  ])
  return {
    id,
    name: id.split('/').at(-1),
    type: 'Microsoft.Web/connections',
    location,
    kind,
    tags,
    properties: {
      displayName,
      statuses: stored.statuses,
      connectionState: 'Enabled',
      customParameterValues: {},
      ...(setName === null
        ? { nonSecretParameterValues: Object.fromEntries(shown) }
        : { parameterValueSet: { name: setName, values: Object.fromEntries(inSet) } }),
      ...(isAlternative && { parameterValueType: 'Alternative', alternativeParameterValues: {} }),
      changedTime: stored.changedTime.toISOString(),
      api: { id: apiId, name: apiId.split('/').at(-1), type: 'Microsoft.Web/locations/managedApis' },
      testLinks: [],
    },
  }
}

/**
 * What a connection is after a PUT. Refuses whatever differs from what is stored, but for the values of secrets: the
 * service would take a body that loses a parameter, and workflows would break without an error.
 */
export function replaceConnection(stored: StoredApiConnection, body: unknown): Pick<StoredApiConnection, 'parameters'> {
  const parsed = replacementShape.safeParse(body)
  if (!parsed.success) throw badRequest(`The body is no API connection: ${z.prettifyError(parsed.error)}`)
  const { location, kind, tags, properties } = parsed.data
  const { displayName, api, parameterValues, parameterValueSet } = properties
  const envelope = { location, kind, tags, displayName, apiId: api.id, setName: parameterValueSet?.name ?? null }
  for (const [field, value] of Object.entries(envelope)) {
    const before = stored[field as keyof typeof envelope]
    if (!isDeepStrictEqual(value, before)) throw badRequest(`${field} may not change.`)
  }
  const isFlat = stored.setName === null
  if (isFlat !== (parameterValueSet === undefined) || isFlat !== (parameterValues !== undefined)) {
    throw badRequest('The parameters belong where they were read.')
  }
  const inSet = Object.entries(parameterValueSet?.values ?? {}).map(([name, { value }]) => [name, value])
  const parameters: Record<string, string> = parameterValues ?? Object.fromEntries(inSet)
  const unknown = Object.keys(parameters).filter((name) => !(name in stored.parameters))
  if (unknown.length > 0) throw badRequest(`Parameter '${unknown[0]}' is not allowed.`, 'ParameterNotDefined')
  for (const [name, before] of Object.entries(stored.parameters)) {
    const value = parameters[name]
    if (value === undefined || value === '') throw badRequest(`Parameter '${name}' is missing.`)
    if (value !== before && !stored.secretNames.includes(name)) throw badRequest(`Parameter '${name}' may not change.`)
  }
  return { parameters }
}

/** The value of the parameter whose name ends like this, whatever its case and prefix. */
export function parameterNamed(parameters: Readonly<Record<string, string>>, plain: string): string | undefined {
  return Object.entries(parameters).find(([name]) => name.toLowerCase().split(':').at(-1) === plain.toLowerCase())?.[1]
}
