import { z } from 'zod/v4'
import type { Caller } from '../graph/caller.ts'
import type { AutomationStore, SeededRunbook, StoredJob } from './automation-store.ts'

const API_VERSION = '2024-10-23'
/** A path below an Automation account; the groups are the account's id, the collection and the name in it. */
export const automationPath =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Automation\/automationAccounts\/[^/]+)\/(runbooks|jobs)\/([^/]+)$/i

const newJob = z.object({
  properties: z.object({
    runbook: z.object({ name: z.string().min(1) }),
    parameters: z.record(z.string(), z.string()).optional(),
    runOn: z.string().optional(),
  }),
})

export interface AutomationEndpoint {
  readonly store: AutomationStore
  readonly authenticate: (authorization: string | null) => Promise<Caller | undefined>
}

/**
 * The part of Azure Automation's REST API (2024-10-23) that reads runbooks and starts and reads jobs. Methods, paths,
 * bodies, `201` and the statuses follow Microsoft Learn. From memory rest: the error bodies and their codes, `409` for a
 * job name that is taken, `400` for a runbook that is not published, and what of a job's properties is left out here.
 * A job goes one status on each time it is read, since nothing runs here.
 */
export function createAutomationHandler(endpoint: AutomationEndpoint): (request: Request) => Promise<Response> {
  const { store, authenticate } = endpoint
  return async (request) => {
    const caller = await authenticate(request.headers.get('authorization'))
    if (caller === undefined)
      return armError(401, 'InvalidAuthenticationToken', 'The access token is missing or invalid.')
    const { pathname, searchParams } = new URL(request.url)
    if (searchParams.get('api-version') !== API_VERSION) {
      return armError(400, 'InvalidApiVersionParameter', `Only the api-version ${API_VERSION} is simulated.`)
    }
    const [, accountId = '', collection = '', encoded = ''] = automationPath.exec(pathname) ?? []
    if (!store.hasAccount(accountId)) return armError(404, 'ResourceNotFound', `${pathname} was not found.`)
    const name = decodeURIComponent(encoded)
    switch (`${request.method} ${collection.toLowerCase()}`) {
      case 'GET runbooks': {
        const runbook = store.runbook(accountId, name)
        return runbook === undefined ? notFound(name) : Response.json(runbookJson(runbook))
      }
      case 'GET jobs': {
        const job = store.job(accountId, name)
        if (job === undefined) return notFound(name)
        store.advance(job)
        return Response.json(jobJson(job, store.runbook(accountId, job.runbook)?.exception ?? null))
      }
      case 'PUT jobs':
        return startJob(store, accountId, name, await request.text())
      default:
        return armError(405, 'MethodNotAllowed', `${request.method} is not supported here.`)
    }
  }
}

function startJob(store: AutomationStore, accountId: string, name: string, text: string): Response {
  if (!z.guid().safeParse(name).success) return armError(400, 'BadRequest', 'The name of a job is a GUID.')
  const body = newJob.safeParse(parsed(text))
  if (!body.success) return armError(400, 'BadRequest', body.error.issues.map(({ message }) => message).join('; '))
  const { runbook, parameters = {} } = body.data.properties
  const found = store.runbook(accountId, runbook.name)
  if (found === undefined) return notFound(runbook.name)
  if (found.state !== 'Published') return armError(400, 'BadRequest', `The runbook ${found.name} is not published.`)
  if (store.job(accountId, name) !== undefined) return armError(409, 'Conflict', `The job ${name} exists already.`)
  return Response.json(jobJson(store.addJob({ accountId, name, runbook: found.name, parameters }), null), {
    status: 201,
  })
}

function runbookJson({ accountId, name, state, runbookType }: SeededRunbook): object {
  return {
    id: `${accountId}/runbooks/${name}`,
    name,
    type: 'Microsoft.Automation/AutomationAccounts/Runbooks',
    properties: { runbookType, state, provisioningState: 'Succeeded', parameters: {} },
  }
}

function jobJson({ accountId, name, runbook, parameters, status }: StoredJob, exception: string | null): object {
  return {
    id: `${accountId}/jobs/${name}`,
    name,
    type: 'Microsoft.Automation/AutomationAccounts/Jobs',
    properties: { jobId: name, runbook: { name: runbook }, parameters, runOn: '', status, exception },
  }
}

function notFound(name: string): Response {
  return armError(404, 'NotFound', `${name} was not found.`)
}

function armError(status: number, code: string, message: string): Response {
  return Response.json({ error: { code, message } }, { status })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
