import { describe, expect, it } from 'vitest'
import { createAutomationHandler } from '../../src/sandbox/automation/automation-handler.ts'
import { createAutomationStore } from '../../src/sandbox/automation/automation-store.ts'

const accountId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Automation/automationAccounts/ops'
const jobName = '2ed6657d-e927-568b-95e1-2665a8aea6a2'
const store = createAutomationStore()
store.seed({ accountId, name: 'Ready' })
store.seed({ accountId, name: 'Draft', state: 'New' })
const handle = createAutomationHandler({
  store,
  authenticate: async (header) => (header === null ? undefined : { clientId: 'k', permissions: new Set() }),
})

describe('the simulated Automation account', () => {
  it.each([
    ['without a token', 401, 'GET', '/runbooks/Ready', undefined, {}],
    ['in another version', 400, 'GET', '/runbooks/Ready', undefined, { version: '2015-10-31' }],
    ['about another account', 404, 'GET', '/runbooks/Ready', undefined, { account: `${accountId}2` }],
    ['about an unknown runbook', 404, 'GET', '/runbooks/Absent', undefined, {}],
    ['about an unknown job', 404, 'GET', `/jobs/${jobName}`, undefined, {}],
    ['by an unknown method', 405, 'DELETE', '/runbooks/Ready', undefined, {}],
    ['to start a job whose name is no GUID', 400, 'PUT', '/jobs/one', jobOf('Ready'), {}],
    ['to start an unknown runbook', 404, 'PUT', `/jobs/${jobName}`, jobOf('Absent'), {}],
    ['to start a draft', 400, 'PUT', `/jobs/${jobName}`, jobOf('Draft'), {}],
    ['with a parameter that is no string', 400, 'PUT', `/jobs/${jobName}`, jobOf('Ready', { days: 3 }), {}],
    ['without a body', 400, 'PUT', `/jobs/${jobName}`, '', {}],
  ])('refuses what is asked %s', async (how, status, method, path, body, { version, account }: Asked) => {
    const headers = how === 'without a token' ? undefined : { authorization: 'Bearer x' }
    const response = await handle(ask(method, path, { body, headers, version, account }))
    expect([response.status, store.jobs()]).toEqual([status, []])
  })
})

interface Asked {
  readonly version?: string | undefined
  readonly account?: string | undefined
  readonly body?: string | undefined
  readonly headers?: Record<string, string> | undefined
}

function ask(method: string, path: string, { body, headers, version, account }: Asked): Request {
  const url = `https://management.azure.com${account ?? accountId}${path}?api-version=${version ?? '2024-10-23'}`
  return new Request(url, { method, ...(headers && { headers }), ...(body !== undefined && { body }) })
}

function jobOf(name: string, parameters: object = {}): string {
  return JSON.stringify({ properties: { runbook: { name }, parameters, runOn: '' } })
}
