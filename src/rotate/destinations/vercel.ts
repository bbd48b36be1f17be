import type { VercelTarget } from '../../domain/destination.ts'
import type { SecretText } from '../../domain/secret-text.ts'
import type { DeliveredFacts, Destination, Receipt, Verification } from '../../ports.ts'
import { apiUntil, createApi } from './call-api.ts'
import { inspectionOf, verificationOf } from './trouble-of.ts'
import { type Answer, type VercelProject, vercelWords } from './vercel-api.ts'
import { liveDeployment, redeploy } from './vercel-deployments.ts'
import { variablesReceipt, whatIsHeld } from './vercel-holds.ts'
import {
  createVariable,
  editVariable,
  listVariables,
  planVariables,
  type Variable,
  type VariablePlan,
} from './vercel-variables.ts'
import { whichSecret } from './which-secret.ts'

export interface VercelOptions {
  readonly baseUrl?: string
  readonly token: () => Promise<SecretText>
  readonly now: () => Date
  /** First wait before a reading is repeated. */
  readonly retryDelayMs?: number
}

/**
 * Environment variables of Vercel (shapes of `@vercel/sdk` 1.28). Values reach new deployments only, and whether a
 * redeployment takes them or those of the deployment it repeats is not documented beyond doubt.
 */
export function createVercelDestination(options: VercelOptions): Destination<VercelTarget> {
  const { baseUrl = 'https://api.vercel.com', token, now, ...rest } = options
  const authorization = async () => `Bearer ${(await token()).reveal()}`
  const api = createApi({ name: vercelWords.name, baseUrl, authorization, ...rest })

  return {
    async inspect(target) {
      const plan = await planOf({ api, target })
      return plan.is === 'answer' ? { is: 'ready', facts: factsOf(plan.body, target) } : inspectionOf(plan)
    },
    async write(target, delivered) {
      const project = { api: apiUntil(delivered.signal, api), target }
      const plan = await planOf(project)
      if (plan.is !== 'answer') return plan
      const written = await writeVariables(project, plan.body, delivered.secretText)
      if (written.is !== 'answer') return written
      const receipt = variablesReceipt(written.body, delivered.secretText, delivered.deliveryId)
      if (!deploysAnew(target)) return { is: 'written', receipt }
      const deployed = await redeploy(project, delivered.deliveryId)
      if (deployed.is !== 'answer') return deployed
      return { is: 'written', receipt: { ...receipt, ...(deployed.body !== null && { deploymentId: deployed.body }) } }
    },
    verify: (target, receipt, about) => verify({ api, target }, receipt, about, now()),
  }
}

async function planOf(project: VercelProject): Promise<Answer<VariablePlan>> {
  const listed = await listVariables(project)
  return listed.is === 'answer' ? planVariables(listed.body, project.target) : listed
}

function factsOf({ rows, missing, kept }: VariablePlan, target: VercelTarget): string[] {
  const { variable, project, environments } = target
  const beyond = new Set(
    rows.flatMap((row) => row.target ?? []).filter((one) => !environments.some((it) => it === one)),
  )
  const places = rows.length === 1 ? 'where it is set' : `in all ${rows.length} places where it is set`
  const facts = rows.length === 0 ? [] : [`${variable} of ${project} gets the new secret ${places}.`]
  if (missing.length > 0) facts.push(`${variable} is created for ${missing.join(', ')}.`)
  if (beyond.size > 0) facts.push(`It is shared with ${[...beyond].join(', ')}, so the new secret goes there too.`)
  if (kept.length > 0) facts.push(`These keep the value that they have: ${kept.map(placeOfRow).join(', ')}.`)
  if (rows.some(({ type }) => type === 'plain')) {
    facts.push(
      'It is kept as plain text, which everyone with access to the project can read; better make it Sensitive.',
    )
  }
  facts.push(
    deploysAnew(target)
      ? 'Production is deployed anew with it.'
      : 'It reaches new deployments only, so the next deployment has to be made by hand.',
  )
  return facts
}

function placeOfRow({ gitBranch, customEnvironmentIds }: Variable): string {
  return gitBranch ? `the branch ${gitBranch}` : `the custom environment ${customEnvironmentIds?.join(' and ')}`
}

function deploysAnew({ redeploys, environments }: VercelTarget): boolean {
  return redeploys && environments.includes('production')
}

/** Every step may be repeated: an edit sets the same value again, and a row made before is edited the next time. */
async function writeVariables(
  project: VercelProject,
  { rows, missing }: VariablePlan,
  secret: SecretText,
): Promise<Answer<readonly Variable[]>> {
  const written: Variable[] = []
  const count = rows.length + (missing.length > 0 ? 1 : 0)
  const remains = () => `${written.length} of ${count} values are known to hold the new secret.`
  for (const row of rows) {
    const edited = await editVariable(project, row, secret.reveal(), remains())
    if (edited.is !== 'answer') return edited
    written.push(edited.body)
  }
  if (missing.length === 0) return { is: 'answer', body: written }
  const created = await createVariable(project, missing, secret.reveal(), remains())
  return created.is === 'answer' ? { is: 'answer', body: [...written, ...created.body] } : created
}

async function verify(
  project: VercelProject,
  receipt: Receipt,
  about: DeliveredFacts,
  now: Date,
): Promise<Verification> {
  const { variable, project: name } = project.target
  const held = await whatIsHeld(project, receipt)
  if (held.is !== 'answer') return verificationOf(held)
  if (held.body === 'changed') {
    const problem = `${variable} of ${name} was changed or removed in Vercel after Keyturn wrote to it.`
    return { is: 'overwritten', problem }
  }
  const secret = whichSecret(about)
  const unprovable = `${variable} of ${name} was given ${secret}, but Vercel cannot show which value the application uses.`
  if (receipt.deploymentId === undefined) {
    return { is: 'unprovable', ask: `${unprovable} Deploy it, and see that it works.` }
  }
  const live = await liveDeployment(project, receipt.deploymentId, now)
  if (live.is !== 'live') return live
  const { deploymentId } = live
  if (held.body === 'unknown') {
    const ask = `The deployment ${deploymentId} is in production; see that it signs in with ${secret}.`
    return { is: 'unprovable', ask: `${unprovable} ${ask}` }
  }
  const evidence = `${variable} holds what Keyturn wrote, and the deployment ${deploymentId} made after that is in production.`
  return { is: 'verified', evidence }
}
