import { z } from 'zod/v4'
import type { DevOpsTarget } from '../../domain/destination.ts'
import type { DeliveredFacts, Destination, Receipt, Verification } from '../../ports.ts'
import { type Connection, isAutomatic, readConnection, whyNotRotatable, withSecret } from './azure-devops-connection.ts'
import { type Api, type ApiReply, apiUntil, createApi } from './call-api.ts'
import { type ApiWords, inspectionOf, type Trouble, troubleOf, verificationOf } from './trouble-of.ts'
import { whichSecret } from './which-secret.ts'

export interface DevOpsOptions {
  readonly baseUrl?: string
  /** `Bearer …` for `499b84ac-1321-427f-aa17-267ca6975798/.default`. */
  readonly authorization: () => Promise<string>
  /** First wait before a reading is repeated. */
  readonly retryDelayMs?: number
}

const ADD_IDENTITY =
  "Add Keyturn's identity as a user of the organization, in the organization settings under Users, then try again."
const ADMINISTRATOR = "Give Keyturn's identity the role Administrator on the service connection, then try again."
const VERSION = '?api-version=7.1'
/** The first version that tells when a connection was changed. */
const MARKED_VERSION = '?api-version=7.2-preview.4'
const UNCHANGED = 'The connection still holds its old secret.'
const words: ApiWords = {
  name: 'Azure DevOps',
  remedies: {
    203: ADD_IDENTITY,
    302: ADD_IDENTITY,
    401: ADD_IDENTITY,
    403: ADMINISTRATOR,
    404: 'Check organization, project and id of the connection; if it was deleted, remove it as a destination.',
  },
  otherwise: 'Look at the connection in Azure DevOps, or remove it as a destination.',
  codeOf: (body) => codeShape.safeParse(body).data?.typeKey,
}
const codeShape = z.object({ typeKey: z.string() })
const testShape = z.object({ statusCode: z.string(), errorMessage: z.string().nullish() })

/**
 * Azure Resource Manager connections of Azure DevOps (vsts-rest-api-specs, serviceEndpoint 7.1). A secret is tried
 * through Azure DevOps before it is written, because it cannot be read back or tested in place. That nobody has changed
 * it since shows in the time of the last change.
 */
export function createDevOpsDestination(options: DevOpsOptions): Destination<DevOpsTarget> {
  const { baseUrl = 'https://dev.azure.com', ...rest } = options
  // Without the header a bad token is answered with a sign-in page instead of a status.
  const headers = { 'x-tfs-fedauthredirect': 'Suppress' }
  const api = createApi({ name: words.name, baseUrl, headers, ...rest })

  return {
    async inspect(target, about) {
      const read = await readRotatable(api, target, about)
      return read.is === 'read' ? { is: 'ready', facts: factsOf(read.connection) } : inspectionOf(read)
    },
    async write(target, delivered) {
      const untilAborted = apiUntil(delivered.signal, api)
      const read = await readRotatable(untilAborted, target, delivered)
      if (read.is !== 'read') return read
      const candidate = withSecret(read.connection, delivered.secretText.reveal())
      const trouble = (await tryOut(untilAborted, target, candidate)) ?? (await put(untilAborted, target, candidate))
      if (trouble !== undefined) return trouble
      // Read like every later look at it, so that the same change is always told in the same words.
      const after = await readMarked(untilAborted, target, 'The connection was given its secret.')
      if (after.is !== 'read') return after
      const { id: endpointId, name, modificationDate, serviceEndpointProjectReferences: projects } = after.connection
      const modified = modificationDate ? { modifiedAt: modificationDate } : {}
      return { is: 'written', receipt: { endpointId, name, projects: String(projects.length), ...modified } }
    },
    verify: (target, receipt, about) => verify(api, target, receipt, about),
  }
}

function factsOf(connection: Connection): string[] {
  const projects = connection.serviceEndpointProjectReferences.length
  const facts = [
    `The service connection ${connection.name} gets the new secret after Azure DevOps has signed in with it.`,
    projects === 1 ? 'One project uses it.' : `${projects} projects share it and get the new secret at once.`,
  ]
  if (!isAutomatic(connection)) return facts
  return [...facts, 'It becomes Manual instead of Automatic: Azure DevOps no longer manages its service principal.']
}

type ReadResult = { readonly is: 'read'; readonly connection: Connection } | Trouble

async function readRotatable(api: Api, target: DevOpsTarget, about: DeliveredFacts): Promise<ReadResult> {
  const read = await readTarget(api, target)
  if (read.is !== 'read') return read
  const reason = whyNotRotatable(read.connection, about.clientId)
  if (reason === undefined) return read
  return { is: 'refused', problem: `The service connection ${read.connection.name} was left as it is. ${reason}` }
}

/** A version in preview goes away one day; from then on no time is told, and an owner is asked. */
async function readMarked(api: Api, target: DevOpsTarget, remains?: string): Promise<ReadResult> {
  const read = await readTarget(api, target, remains, MARKED_VERSION)
  return read.is === 'refused' ? readTarget(api, target, remains) : read
}

async function readTarget(
  api: Api,
  target: DevOpsTarget,
  remains = 'Nothing was changed.',
  version = VERSION,
): Promise<ReadResult> {
  const reply = await api.read(`${projectPath(target)}/endpoints/${encodeURIComponent(target.endpointId)}${version}`)
  const does = `show the service connection ${target.endpointId}`
  const trouble = troubleOfJson(reply, does, remains)
  if (trouble !== undefined) return trouble
  const read = readConnection(reply)
  if (typeof read === 'object') return { is: 'read', connection: read }
  const remedy = { missing: words.remedies[404], hidden: ADMINISTRATOR, foreign: words.otherwise }[read]
  const what = { missing: 'it is not there', hidden: 'permission is missing', foreign: 'the reply is unknown' }[read]
  return { is: 'refused', problem: `Azure DevOps did not ${does}: ${what}. ${remains} ${remedy}` }
}

/** A test that fails is answered with 200 too (7.2-preview.1 as azure-devops-node-api 17 sends it). */
async function tryOut(api: Api, target: DevOpsTarget, candidate: Connection): Promise<Trouble | undefined> {
  const { data, authorization, url, type } = candidate
  const path = `${projectPath(target)}/endpointproxy?endpointId=${encodeURIComponent(target.endpointId)}`
  const reply = await api.write('POST', `${path}&api-version=7.2-preview.1`, {
    dataSourceDetails: { dataSourceName: 'TestConnection' },
    resultTransformationDetails: {},
    serviceEndpointDetails: { data, authorization, url, type },
  })
  const trouble = troubleOfJson(reply, `test the new secret for ${candidate.name}`, UNCHANGED)
  if (trouble !== undefined) return trouble
  const { success, data: tested } = testShape.safeParse(reply.body)
  if (success && tested.statusCode.toLowerCase() === 'ok') return undefined
  const code = /AADSTS\d{4,10}/.exec(tested?.errorMessage ?? '')?.[0]
  return {
    is: 'later',
    problem:
      `Azure DevOps could not use the new secret for ${candidate.name}${code === undefined ? '' : ` (${code})`}. ` +
      `${UNCHANGED} A new secret takes a while to be known everywhere, so Keyturn tries again; if it keeps failing, ` +
      'check that the application may still read the subscription of the connection.',
  }
}

/** The path names no project: the body names every project that shares the connection. */
async function put(api: Api, target: DevOpsTarget, candidate: Connection): Promise<Trouble | undefined> {
  const organization = encodeURIComponent(target.organization)
  const path = `/${organization}/_apis/serviceendpoint/endpoints/${encodeURIComponent(candidate.id)}${VERSION}`
  const reply = await api.write('PUT', path, candidate)
  const remains = reply.status >= 500 ? 'It may hold the old secret or the new one.' : UNCHANGED
  return troubleOfJson(reply, `change the service connection ${candidate.name}`, remains)
}

async function verify(api: Api, target: DevOpsTarget, receipt: Receipt, about: DeliveredFacts): Promise<Verification> {
  const read = await readMarked(api, target)
  if (read.is !== 'read') return verificationOf(read)
  const { name, isReady, operationStatus } = read.connection
  const changed = whyNotRotatable(read.connection, about.clientId)
  if (changed !== undefined) {
    const problem = `The service connection ${name} was changed after Keyturn wrote to it. ${changed}`
    return { is: 'overwritten', problem }
  }
  if (isReady !== false) return sinceWritten(read.connection, receipt, about)
  if (operationStatus?.state?.toLowerCase() !== 'failed') {
    return { is: 'notYet', problem: `Azure DevOps is still preparing the service connection ${name}.` }
  }
  const remedy = 'Look at its status in Azure DevOps, repair it there, then try again.'
  return { is: 'refused', problem: `The service connection ${name} has ${whichSecret(about)} but failed. ${remedy}` }
}

/** Its key shows nowhere and may have been replaced for the same client: only an unchanged connection holds it surely. */
function sinceWritten(
  { name, modificationDate }: Connection,
  { modifiedAt }: Receipt,
  about: DeliveredFacts,
): Verification {
  if (modifiedAt === undefined || !modificationDate) {
    const ask =
      `Azure DevOps took ${whichSecret(about)} for the service connection ${name}, and does not tell whether it was ` +
      'changed since. Look whether somebody has edited it, and run a pipeline that uses it.'
    return { is: 'unprovable', ask }
  }
  if (modificationDate !== modifiedAt) {
    const problem = `The service connection ${name} was changed in Azure DevOps after Keyturn wrote to it, so it may hold another secret.`
    return { is: 'overwritten', problem }
  }
  const evidence =
    `Azure DevOps signed in with ${whichSecret(about)} before it was written to ${name}; the connection is ready, ` +
    `signs in as ${about.clientId} and was not changed since.`
  return { is: 'verified', evidence }
}

/** A sign-in page comes with a status of success and is no JSON. */
function troubleOfJson(reply: ApiReply, does: string, remains: string): Trouble | undefined {
  const isPage = reply.status === 203 || (reply.status === 200 && reply.body === undefined)
  if (!isPage) return troubleOf(reply, words, { does, remains })
  return { is: 'refused', problem: `Azure DevOps asks to sign in and did not ${does}. ${remains} ${ADD_IDENTITY}` }
}

function projectPath({ organization, project }: DevOpsTarget): string {
  return `/${encodeURIComponent(organization)}/${encodeURIComponent(project)}/_apis/serviceendpoint`
}
