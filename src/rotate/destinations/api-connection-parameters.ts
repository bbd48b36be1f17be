import { z } from 'zod/v4'

const values = z.record(z.string(), z.unknown())

/**
 * An API connection as read: `parameterValueSet` is undocumented and belongs to connectors with several ways to sign in
 * (Azure/LogicAppsUX#3221), the rest is `ApiConnectionDefinition` of azure-rest-api-specs, Microsoft.Web 2016-06-01.
 */
export const connectionShape = z.object({
  location: z.string(),
  kind: z.string().nullish(),
  tags: z.record(z.string(), z.string()).nullish(),
  properties: z.object({
    displayName: z.string().nullish(),
    api: z.object({ id: z.string().startsWith('/subscriptions/') }),
    customParameterValues: values.nullish(),
    parameterValues: values.nullish(),
    nonSecretParameterValues: values.nullish(),
    parameterValueType: z.string().nullish(),
    alternativeParameterValues: values.nullish(),
    parameterValueSet: z
      .object({ name: z.string(), values: z.record(z.string(), z.looseObject({ value: z.unknown() })).nullish() })
      .nullish(),
    changedTime: z.string().nullish(),
    statuses: z
      .array(z.object({ status: z.string(), error: z.object({ code: z.unknown() }).nullish().catch(null) }))
      .nullish(),
  }),
})

export type ApiConnection = z.output<typeof connectionShape>

const definitions = z.record(z.string(), z.object({ type: z.string().nullish() }))

/** The parameters that a connector defines (`ApiResourceDefinition`, the same version); `connectionParameterSets` is undocumented too. */
export const connectorShape = z.object({
  properties: z.object({
    connectionParameters: definitions.nullish(),
    connectionParameterSets: z
      .object({ values: z.array(z.object({ name: z.string(), parameters: definitions.nullish() })).nullish() })
      .nullish(),
  }),
})

/** Names as they are spelled; values that Azure does not show are left out. */
interface Parameters {
  readonly shown: ReadonlyMap<string, unknown>
  readonly hidden: readonly string[]
}

const NO_SECRET = 'so it holds no secret: remove it as a destination.'

/** Why this connection holds no secret of the client that could be replaced; undefined: it does. */
export function whyNotRotatable(connection: ApiConnection, clientId: string): string | undefined {
  const { parameterValueType, alternativeParameterValues, parameterValueSet } = connection.properties
  const isAlternative =
    parameterValueType?.toLowerCase() === 'alternative' || Object.keys(alternativeParameterValues ?? {}).length > 0
  if (isAlternative || /managed_?identity/i.test(parameterValueSet?.name ?? '')) {
    return `It signs in with a managed identity, ${NO_SECRET}`
  }
  const parameters = parametersOf(connection)
  const ids = [...parameters.shown].filter(([name]) => isNamed(name, 'clientId'))
  if (!grantsOf(parameters).every((grant) => grant === 'client_credentials')) {
    return 'A person signed in for it, so it holds no client secret: choose a connection with a service principal.'
  }
  if (ids.length === 0) return 'It shows no client ID: choose a connection with a service principal.'
  const own = ids.filter(([, id]) => String(id).toLowerCase() === clientId.toLowerCase())
  if (own.length === 0) {
    return `It signs in as another application than ${clientId}: choose the connection of this application.`
  }
  const name = secretNameIn(parameters, clientId)
  if (own.length > 1 || name === undefined) {
    return 'It names the application more than once: write the secret by hand, and remove it as a destination.'
  }
  return wouldBeLost(parameters.hidden.filter((one) => one !== name))
}

/**
 * Why a write would lose a secret beside the one that is written. A connection with plain parameters names none of its
 * secrets when it is read; only its connector tells that it may have another one.
 */
export function whyNotWhole(
  connection: ApiConnection,
  { properties }: z.output<typeof connectorShape>,
  clientId: string,
): string | undefined {
  const setName = connection.properties.parameterValueSet?.name
  const set = properties.connectionParameterSets?.values?.find(({ name }) => name === setName)
  const defined = setName === undefined ? properties.connectionParameters : set?.parameters
  const written = secretNameIn(parametersOf(connection), clientId)?.toLowerCase()
  const secrets = Object.entries(defined ?? {}).filter(([, { type }]) => /^secure/i.test(type ?? ''))
  return wouldBeLost(secrets.map(([name]) => name).filter((name) => name.toLowerCase() !== written))
}

function wouldBeLost(others: readonly string[]): string | undefined {
  if (others.length === 0) return undefined
  const what = `It may hold another secret (${others.join(', ')}), which Azure does not show and a write would lose`
  return `${what}: change it by hand, and remove it as a destination.`
}

/**
 * What to write: Azure takes a body for the whole connection and forgets whatever is not in it, so every parameter goes
 * back as it was read and as its name is spelled. Only for a connection that is rotatable.
 */
export function bodyWithSecret(connection: ApiConnection, clientId: string, secret: string): object {
  const { location, kind, tags, properties } = connection
  const { displayName, api, customParameterValues, parameterValueSet: set } = properties
  const parameters = parametersOf(connection)
  const all = Object.fromEntries([
    ...parameters.shown,
    [secretNameIn(parameters, clientId) ?? 'token:clientSecret', secret],
  ])
  const wrapped = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, { value }]))
  return {
    location,
    ...(kind != null && { kind }),
    ...(tags != null && { tags }),
    properties: {
      ...(displayName != null && { displayName }),
      api: { id: api.id },
      ...(customParameterValues != null && { customParameterValues }),
      ...(set == null ? { parameterValues: all } : { parameterValueSet: { name: set.name, values: wrapped } }),
    },
  }
}

function parametersOf({ properties }: ApiConnection): Parameters {
  const { parameterValueSet: set, parameterValues, nonSecretParameterValues } = properties
  const ofSet = Object.entries(set?.values ?? {}).map(([name, { value }]): [string, unknown] => [name, value])
  const maybeSecret = [...ofSet, ...Object.entries(parameterValues ?? {})]
  const isHidden = ([name, value]: [string, unknown]) => value == null || isNamed(name, 'clientSecret')
  const shown = new Map(maybeSecret.filter((one) => !isHidden(one)))
  const isShown = (name: string) => [...shown.keys()].some((one) => one.toLowerCase() === name.toLowerCase())
  for (const [name, value] of Object.entries(nonSecretParameterValues ?? {})) {
    if (!isShown(name) && !isNamed(name, 'clientSecret')) shown.set(name, value)
  }
  const hidden = maybeSecret.filter(isHidden).map(([name]) => name)
  return { shown, hidden: [...new Set(hidden)].filter((name) => !isShown(name)) }
}

function grantsOf({ shown }: Parameters): string[] {
  return [...shown].filter(([name]) => isNamed(name, 'grantType')).map(([, grant]) => String(grant).toLowerCase())
}

/** Beside the client id, spelled as there: `token:clientId` → `token:clientSecret`, `ClientId` → `ClientSecret`. */
function secretNameIn({ shown, hidden }: Parameters, clientId: string): string | undefined {
  const idName = [...shown].find(
    ([name, id]) => isNamed(name, 'clientId') && String(id).toLowerCase() === clientId.toLowerCase(),
  )?.[0]
  if (idName === undefined) return undefined
  const derived = idName.replace(/(client)(id)$/i, (_, client: string, id: string) => {
    if (client === client.toUpperCase()) return `${client}SECRET`
    return id === id.toLowerCase() ? `${client}secret` : `${client}Secret`
  })
  return hidden.find((name) => name.toLowerCase() === derived.toLowerCase()) ?? derived
}

/** Names have a prefix in most connectors, e.g. `token:clientId`. */
function isNamed(name: string, plain: string): boolean {
  return name.toLowerCase().split(':').at(-1) === plain.toLowerCase()
}
