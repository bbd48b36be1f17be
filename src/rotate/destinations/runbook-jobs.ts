import { z } from 'zod/v4'
import type { RunbookTarget } from '../../domain/destination.ts'
import { nameUuid } from '../../name-uuid.ts'
import type { DeliveredFacts } from '../../ports.ts'

/** Azure Automation, Job and Runbook operations: learn.microsoft.com/rest/api/automation */
const API_VERSION = '2024-10-23'
/** Made once for Keyturn, so that its names are nobody else's. */
const NAMESPACE = '04209906-6978-475a-9242-1ed8be69e093'
const ACCOUNT =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[\p{L}\p{N}_.()-]{0,89}[\p{L}\p{N}_()-]\/providers\/Microsoft\.Automation\/automationAccounts\/[\w-]{1,50}$/iu
const RUNBOOK = /^[a-z][\w-]{0,62}$/i

export const jobReply = z.object({ properties: z.object({ status: z.string().max(40) }) })
export const runbookReply = z.object({
  properties: z.object({ state: z.string().max(40), runbookType: z.string().max(40) }),
})

/** Whether the target's names can be part of a path; Azure allows no others. */
export function isRunbookTarget({ accountId, runbook }: RunbookTarget): boolean {
  return ACCOUNT.test(accountId) && RUNBOOK.test(runbook)
}

export function runbookPath({ accountId, runbook }: RunbookTarget): string {
  return `${accountId}/runbooks/${runbook}?api-version=${API_VERSION}`
}

export function jobPath({ accountId }: RunbookTarget, jobName: string): string {
  return `${accountId}/jobs/${encodeURIComponent(jobName)}?api-version=${API_VERSION}`
}

/** The same for the same delivery, so that a repeated write finds the job. Several runbooks may get one delivery. */
export function jobNameOf({ accountId, runbook }: RunbookTarget, deliveryId: string, attempt: number): string {
  return nameUuid(NAMESPACE, [accountId.toLowerCase(), runbook.toLowerCase(), deliveryId, attempt].join('\n'))
}

/**
 * Parameters are strings and are logged with the job (Microsoft Learn, "Start a runbook from a webhook"), so they say
 * where the secret is, never what it is. The runbook has to declare them all.
 */
export function jobBody({ runbook }: RunbookTarget, facts: DeliveredFacts): object {
  const { rotationId, deliveryId, clientId, keyId, endAt, vaultSecret } = facts
  const parameters = {
    rotationId,
    deliveryId,
    clientId,
    keyId,
    endsAt: endAt?.toISOString() ?? '',
    vaultUrl: vaultSecret.vaultUrl,
    secretName: vaultSecret.name,
    secretVersion: vaultSecret.version,
  }
  return { properties: { runbook: { name: runbook }, parameters, runOn: '' } }
}
