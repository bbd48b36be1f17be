import type { RunbookTarget } from '../../domain/destination.ts'
import { KeyturnError } from '../../domain/errors.ts'
import type { Delivered, Destination, Inspection, Receipt, Verification, WriteOutcome } from '../../ports.ts'
import { retryAfterMs } from '../../retry-after.ts'
import { type Api, type ApiReply, apiUntil, createApi, isTransient } from './call-api.ts'
import { isRunbookTarget, jobBody, jobNameOf, jobPath, jobReply, runbookPath, runbookReply } from './runbook-jobs.ts'
import { whichSecret } from './which-secret.ts'

const MAX_ATTEMPTS = 5
/** A job in one of these never goes on; a suspended or blocked one may, once a person has seen to it. */
const overStatuses = ['Failed', 'Stopped']
const stuckStatuses = [...overStatuses, 'Suspended', 'Blocked']

export interface RunbookOptions {
  /** Azure Resource Manager's origin, e.g. `https://management.azure.com`. */
  readonly baseUrl: string
  readonly authorization: () => Promise<string>
  readonly retryDelayMs?: number
}

/**
 * Starts an Azure Automation runbook that is told where the new secret is; the value is never sent. The job's name
 * follows from the delivery, so a repeated write finds the job; only after one that failed or was stopped, another is
 * started, five at most. The runbook proves the delivery by completing.
 */
export function createRunbookDestination(options: RunbookOptions): Destination<RunbookTarget> {
  const api = createApi({ name: 'Azure Automation', ...options })
  return {
    async inspect(target) {
      return isRunbookTarget(target) ? inspectRunbook(api, target) : { is: 'refused', problem: misnamed(target) }
    },
    async write(target, delivered) {
      if (!isRunbookTarget(target)) return { is: 'refused', problem: misnamed(target) }
      return startJob(apiUntil(delivered.signal, api), target, delivered)
    },
    async verify(target, receipt, about) {
      if (!isRunbookTarget(target)) return { is: 'refused', problem: misnamed(target) }
      return verifyJob(api, target, receipt, whichSecret(about))
    },
  }
}

async function inspectRunbook(api: Api, target: RunbookTarget): Promise<Inspection> {
  const refused = (problem: string): Inspection => ({ is: 'refused', problem })
  const reply = await api.read(runbookPath(target))
  if (isTransient(reply.status)) {
    const problem = `Azure Automation answered ${reply.status} when it looked up ${target.runbook}; nothing was started.`
    throw new KeyturnError('destination-unreachable', problem, waitOf(reply))
  }
  if (reply.status !== 200) return refused(refusalOf(reply, `looked up ${target.runbook}`))
  const runbook = runbookReply.safeParse(reply.body)
  if (!runbook.success) return refused(`Azure Automation described the runbook ${target.runbook} in an unknown form.`)
  const { state, runbookType } = runbook.data.properties
  if (/^python/i.test(runbookType)) {
    return refused(`The runbook ${target.runbook} is a Python runbook, which Keyturn does not start. Use PowerShell.`)
  }
  if (state !== 'Published') {
    return refused(`The runbook ${target.runbook} is in the state ${state}. Publish it, then try again.`)
  }
  const facts = [
    `The runbook ${target.runbook} (${runbookType}) is started with the name of the vault secret, never its value.`,
    'The delivery counts once the job has completed.',
  ]
  return { is: 'ready', facts }
}

async function startJob(api: Api, target: RunbookTarget, delivered: Delivered): Promise<WriteOutcome> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const jobName = jobNameOf(target, delivered.deliveryId, attempt)
    const found = await api.read(jobPath(target, jobName))
    if (found.status === 404) return createJob(api, target, delivered, jobName)
    if (found.status !== 200) return failure(found, `looked up the job ${jobName} of ${target.runbook}`)
    if (!overStatuses.includes(statusOf(found) ?? '')) return { is: 'written', receipt: { jobName } }
  }
  const problem = `The runbook ${target.runbook} has failed or was stopped ${MAX_ATTEMPTS} times for this secret and is not started again. Look at its jobs, and put the secret to use by hand.`
  return { is: 'refused', problem }
}

async function createJob(
  api: Api,
  target: RunbookTarget,
  delivered: Delivered,
  jobName: string,
): Promise<WriteOutcome> {
  const created = await api.write('PUT', jobPath(target, jobName), jobBody(target, delivered))
  if (created.status === 200 || created.status === 201) return { is: 'written', receipt: { jobName } }
  if (created.status !== 409) return failure(created, `was to start ${target.runbook}`)
  // Another process may have been faster; what a second PUT answers is not documented.
  const existing = await api.read(jobPath(target, jobName))
  return existing.status === 200
    ? { is: 'written', receipt: { jobName } }
    : failure(created, `was to start ${target.runbook}`)
}

/** The job's `exception` is left out everywhere: a runbook that reads the secret may quote it there. */
async function verifyJob(
  api: Api,
  target: RunbookTarget,
  { jobName = '' }: Receipt,
  secret: string,
): Promise<Verification> {
  const job = `The job ${jobName} of the runbook ${target.runbook}`
  const reply = await api.read(jobPath(target, jobName))
  if (reply.status === 404) {
    return { is: 'unprovable', ask: `${job} is not kept any more. Look whether what it changes uses ${secret}.` }
  }
  if (isTransient(reply.status)) {
    return {
      is: 'notYet',
      problem: `Azure Automation answered ${reply.status} when it looked up the job ${jobName}; it is asked again.`,
      ...waitOf(reply),
    }
  }
  if (reply.status !== 200) return { is: 'refused', problem: refusalOf(reply, `looked up the job ${jobName}`) }
  const status = statusOf(reply)
  if (status === undefined) return { is: 'notYet', problem: `${job} is described in an unknown form.` }
  if (status === 'Completed') return { is: 'verified', evidence: `${job} has completed.` }
  if (stuckStatuses.includes(status)) {
    return {
      is: 'refused',
      problem: `${job} is ${status}. Look at it in the Automation account, correct the cause, then try again.`,
    }
  }
  return { is: 'notYet', problem: `${job} is ${status}.` }
}

function statusOf({ body }: ApiReply): string | undefined {
  return jobReply.safeParse(body).data?.properties.status
}

function failure(reply: ApiReply, when: string): WriteOutcome {
  if (!isTransient(reply.status) && reply.status !== 409) {
    return { is: 'refused', problem: `${refusalOf(reply, when)} No job was started.` }
  }
  const problem = `Azure Automation answered ${reply.status} when it ${when}. No job is known to have started; it is tried again.`
  return { is: 'later', problem, ...waitOf(reply) }
}

function refusalOf({ status }: ApiReply, when: string): string {
  const said = `Azure Automation answered ${status} when it ${when}.`
  if (status === 401 || status === 403) {
    return `${said} Give Keyturn's identity the roles Automation Job Operator and Automation Runbook Operator on the account.`
  }
  if (status === 404) return `${said} Look whether the Automation account and the runbook still exist.`
  return `${said} Look whether the runbook can be started by hand.`
}

function waitOf(reply: ApiReply): { retryAfterMs?: number } {
  const wait = retryAfterMs(reply.headers)
  return wait === undefined ? {} : { retryAfterMs: wait }
}

function misnamed({ accountId, runbook }: RunbookTarget): string {
  return `"${runbook}" in "${accountId}" names no runbook of an Automation account. Set the destination again.`
}
