import type { ApiConnectionTarget } from '../../domain/destination.ts'
import type { DeliveredFacts, Destination, Receipt, Verification, WriteOutcome } from '../../ports.ts'
import {
  type ApiConnection,
  bodyWithSecret,
  connectionShape,
  connectorShape,
  whyNotRotatable,
  whyNotWhole,
} from './api-connection-parameters.ts'
import {
  type Answer,
  type AzureKind,
  type AzureOptions,
  type AzureResource,
  answerOf,
  createAzure,
  pathTo,
  readAzure,
  resourceNamed,
  resourceOf,
  troubleIn,
} from './azure-resources.ts'
import type { Api } from './call-api.ts'
import { apiUntil } from './call-api.ts'
import { inspectionOf, plainCode, verificationOf } from './trouble-of.ts'

const kind: AzureKind = {
  type: 'Microsoft.Web/connections',
  apiVersion: '2016-06-01',
  noun: 'API connection',
  role: 'Logic App Contributor',
}
const connectorKind: AzureKind = {
  type: 'Microsoft.Web/locations/managedApis',
  apiVersion: '2016-06-01',
  noun: 'connector',
  role: 'Reader',
  roleOn: 'its subscription',
}

interface Found {
  readonly resource: AzureResource
  readonly connection: ApiConnection
}

/**
 * API connections of Logic Apps with a service principal (azure-rest-api-specs, Microsoft.Web 2016-06-01). Azure shows
 * no secret, and tries a new one when it is written, not later: a secret that was not known everywhere by then leaves an
 * error that only another write removes, so such a write counts as one that has to be repeated.
 */
export function createApiConnectionDestination(options: AzureOptions): Destination<ApiConnectionTarget> {
  const api = createAzure(options)
  return {
    async inspect(target, about) {
      const found = await findRotatable(api, target, about)
      return found.is === 'answer' ? { is: 'ready', facts: factsOf(found.body) } : inspectionOf(found)
    },
    async write(target, delivered) {
      const found = await findRotatable(apiUntil(delivered.signal, api), target, delivered)
      if (found.is !== 'answer') return found
      const { resource, connection } = found.body
      const body = bodyWithSecret(connection, delivered.clientId, delivered.secretText.reveal())
      const reply = await resource.api.write('PUT', pathTo(resource), body)
      const remains = reply.status >= 500 ? 'It may hold the old secret or the new one.' : 'It holds its old secret.'
      const trouble = troubleIn(resource, reply, { does: `change the API connection ${resource.name}`, remains })
      return trouble ?? outcomeOf(resource)
    },
    verify: (target, receipt, about) => verify(api, target, receipt, about),
  }
}

/** What Azure made of a write. */
async function outcomeOf(resource: AzureResource): Promise<WriteOutcome> {
  const reply = await resource.api.read(pathTo(resource))
  const attempt = { does: `show the API connection ${resource.name} again`, remains: 'It holds the new secret.' }
  const shown = answerOf(resource, reply, connectionShape, attempt)
  if (shown.is !== 'answer') return shown
  const failing = errorOf(shown.body)
  if (failing !== undefined) {
    const why = 'A new secret takes a while to be known everywhere: Keyturn writes it again.'
    return { is: 'later', problem: `Azure could not sign in with what ${resource.name} holds now${failing}. ${why}` }
  }
  const { changedTime } = shown.body.properties
  return { is: 'written', receipt: changedTime == null ? {} : { changedTime } }
}

function factsOf({ resource, connection }: Found): string[] {
  const facts = [`The API connection ${resource.name} gets the new secret; workflows that use it need no change.`]
  const failing = errorOf(connection)
  return failing === undefined ? facts : [...facts, `Azure shows it as failing now${failing}.`]
}

async function find(api: Api, { resourceId }: ApiConnectionTarget): Promise<Answer<Found>> {
  const resource = resourceOf(api, kind, resourceId)
  if (resource.is !== 'answer') return resource
  const read = await readAzure(resource.body, connectionShape)
  return read.is === 'answer' ? { is: 'answer', body: { resource: resource.body, connection: read.body } } : read
}

async function findRotatable(api: Api, target: ApiConnectionTarget, about: DeliveredFacts): Promise<Answer<Found>> {
  const found = await find(api, target)
  if (found.is !== 'answer') return found
  const { resource, connection } = found.body
  let reason = whyNotRotatable(connection, about.clientId)
  if (reason === undefined) {
    const connector = await readAzure(resourceNamed(api, connectorKind, connection.properties.api.id), connectorShape)
    if (connector.is !== 'answer') return connector
    reason = whyNotWhole(connection, connector.body, about.clientId)
  }
  if (reason === undefined) return found
  return { is: 'refused', problem: `The API connection ${resource.name} was left as it is. ${reason}` }
}

async function verify(
  api: Api,
  target: ApiConnectionTarget,
  receipt: Receipt,
  about: DeliveredFacts,
): Promise<Verification> {
  const found = await find(api, target)
  if (found.is !== 'answer') return verificationOf(found)
  const { resource, connection } = found.body
  const name = `The API connection ${resource.name}`
  const changed = whyNotRotatable(connection, about.clientId)
  if (changed !== undefined) {
    return { is: 'overwritten', problem: `${name} was changed after Keyturn wrote to it. ${changed}` }
  }
  const { statuses, changedTime } = connection.properties
  if (changedTime != null && receipt.changedTime !== undefined && !isSameInstant(changedTime, receipt.changedTime)) {
    return { is: 'overwritten', problem: `${name} was changed at ${changedTime}, after Keyturn wrote to it.` }
  }
  const failing = errorOf(connection)
  if (failing !== undefined) {
    // It worked when it was written: only another write makes Azure try again.
    return { is: 'overwritten', problem: `Azure can no longer sign in with what ${name} holds${failing}.` }
  }
  const shown = [...new Set(statuses?.map(({ status }) => plainCode(status) ?? 'unknown'))]
  if (shown.length !== 1 || shown[0]?.toLowerCase() !== 'connected') {
    return { is: 'notYet', problem: `${name} is not connected yet (status ${shown.join(', ') || 'missing'}).` }
  }
  const evidence = `${name} signs in as ${about.clientId}, and Azure shows it as Connected.`
  return { is: 'verified', evidence }
}

function isSameInstant(one: string, other: string): boolean {
  return one === other || Date.parse(one) === Date.parse(other)
}

/** For the end of a sentence: the code, where Azure gives one. */
function errorOf({ properties }: ApiConnection): string | undefined {
  const failed = properties.statuses?.find(({ status }) => status.toLowerCase() === 'error')
  if (failed === undefined) return undefined
  const code = plainCode(failed.error?.code)
  return code === undefined ? '' : ` (${code})`
}
