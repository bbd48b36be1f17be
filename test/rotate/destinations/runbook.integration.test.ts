import { inspect as shown } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunbookTarget } from '../../../src/domain/destination.ts'
import { SecretText } from '../../../src/domain/secret-text.ts'
import type { Delivered } from '../../../src/ports.ts'
import { createRunbookDestination } from '../../../src/rotate/destinations/runbook.ts'
import { createAutomationHandler } from '../../../src/sandbox/automation/automation-handler.ts'
import { type AutomationStore, createAutomationStore } from '../../../src/sandbox/automation/automation-store.ts'
import { createFaults, type Faults } from '../../../src/sandbox/faults.ts'
import { type LoopbackServer, listenOnLoopback } from '../../../src/sandbox/web/loopback-server.ts'
import { webListener } from '../../../src/sandbox/web/node-http.ts'

const accountId =
  '/subscriptions/44444444-4444-4444-8444-444444444444/resourceGroups/rg-ops/providers/Microsoft.Automation/automationAccounts/ops'
const target: RunbookTarget = { kind: 'runbook', accountId, runbook: 'Use-NewSecret' }
const secret = 'canary~8Q~of-the-secret-text'
const delivered: Delivered = {
  rotationId: 'rotation-1',
  deliveryId: 'delivery-1',
  clientId: '11111111-1111-4111-8111-111111111111',
  keyId: '22222222-2222-4222-8222-222222222222',
  endAt: new Date('2027-05-01T00:00:00Z'),
  ownerIds: [],
  vaultSecret: { vaultUrl: 'https://keyturn.vault.azure.net', name: 'payroll', version: 'a'.repeat(32) },
  secretText: new SecretText(secret),
  signal: AbortSignal.timeout(60_000),
}

let store: AutomationStore
let faults: Faults
let server: LoopbackServer
let requests: string[]
let onRequest: () => void
const results: unknown[] = []

beforeEach(async () => {
  store = createAutomationStore()
  faults = createFaults()
  requests = []
  onRequest = () => {}
  store.seed({ accountId, name: target.runbook })
  const handle = createAutomationHandler({
    store,
    authenticate: async (header) => (header === 'Bearer good' ? { clientId: 'k', permissions: new Set() } : undefined),
  })
  const listener = webListener(
    () => 'http://127.0.0.1',
    async (request) => {
      requests.push(`${request.method} ${request.url} ${await request.clone().text()}`)
      onRequest()
      return faults.around(request, () => handle(request))
    },
  )
  server = await listenOnLoopback(listener)
})
afterEach(async () => {
  await server.stop()
  expect(shown([results, requests, store.jobs()], { depth: 10 })).not.toContain(secret)
  results.length = 0
})

describe('a runbook', () => {
  it('is not started once its delivery has fallen to somebody else', async () => {
    const controller = new AbortController()
    onRequest = () => controller.abort()
    const started = create().write(target, { ...delivered, signal: controller.signal })
    await expect(started).rejects.toMatchObject({ code: 'destination-unreachable' })
    expect(requests).toEqual([expect.stringMatching(/^GET/)])
  })

  it('is started once with the name of the secret, by strings alone', async () => {
    const outcome = await write()
    expect(outcome).toEqual({
      is: 'written',
      receipt: { jobName: expect.stringMatching(/^[0-9a-f-]{14}5[0-9a-f-]{21}$/) },
    })
    expect(store.jobs()).toMatchObject([
      {
        runbook: 'Use-NewSecret',
        parameters: {
          rotationId: 'rotation-1',
          deliveryId: 'delivery-1',
          clientId: '11111111-1111-4111-8111-111111111111',
          keyId: '22222222-2222-4222-8222-222222222222',
          endsAt: '2027-05-01T00:00:00.000Z',
          vaultUrl: 'https://keyturn.vault.azure.net',
          secretName: 'payroll',
          secretVersion: 'a'.repeat(32),
        },
      },
    ])
    expect(await write()).toEqual(outcome)
    expect(store.jobs()).toHaveLength(1)
  })

  it('is found running by the write that follows one whose answer was lost', async () => {
    faults.add({ method: 'PUT', path: /./, when: 'after', times: 1, drop: true })
    await expect(write()).rejects.toMatchObject({ code: 'destination-unreachable' })
    expect(await write()).toMatchObject({ is: 'written' })
    expect(store.jobs()).toHaveLength(1)
  })

  it('is started by another process in between without being started twice', async () => {
    await write()
    faults.add({ method: 'GET', path: /jobs/, when: 'before', times: 1, respond: { status: 404 } })
    expect(await write()).toMatchObject({ is: 'written' })
    expect(store.jobs()).toHaveLength(1)
  })

  it('runs for each delivery and beside another runbook of the account', async () => {
    store.seed({ accountId, name: 'Second' })
    await write()
    await write({ ...target, runbook: 'Second' })
    await write(target, { ...delivered, deliveryId: 'delivery-2' })
    expect(new Set(store.jobs().map(({ name }) => name)).size).toBe(3)
  })

  it.each(['Failed', 'Stopped'])('is started again after it has %s, five times at most', async (status) => {
    for (let jobs = 1; jobs <= 5; jobs += 1) {
      const outcome = await write()
      expect(outcome.is).toBe('written')
      expect(store.jobs()).toHaveLength(jobs)
      if (outcome.is === 'written') store.setStatus(outcome.receipt.jobName ?? '', status)
    }
    expect(await write()).toMatchObject({ is: 'refused', problem: expect.stringContaining('5 times') })
    expect(store.jobs()).toHaveLength(5)
  })

  it.each([
    [429, 'later'],
    [500, 'later'],
    [400, 'refused'],
    [403, 'refused'],
    [404, 'refused'],
  ])('whose start is answered %i is %s', async (status, is) => {
    faults.add({ method: 'PUT', path: /./, when: 'before', respond: { status, retryAfterSeconds: 3, message: secret } })
    const outcome = await write()
    expect(outcome).toMatchObject({ is, problem: expect.stringContaining(String(status)) })
    if (outcome.is === 'later') expect(outcome.retryAfterMs).toBe(3_000)
    expect(store.jobs()).toEqual([])
  })

  it('is not started without a token, and the roles are named', async () => {
    const problem = expect.stringContaining('Automation Job Operator')
    expect(await write(target, delivered, 'Bearer bad')).toEqual({ is: 'refused', problem })
  })

  it.each([
    { accountId: `${accountId}/../other` },
    { accountId: accountId.replace('rg-ops', '..') },
    { accountId: `${accountId}?x=1` },
    { accountId: 'https://evil.example' },
    { accountId: accountId.replace('Microsoft.Automation', 'Microsoft.Web') },
    { runbook: '../jobs/1' },
    { runbook: '' },
  ])('that is named in no valid way is asked nothing: %o', async (changes) => {
    const odd = { ...target, ...changes }
    expect(await write(odd)).toMatchObject({ is: 'refused' })
    expect(await create().inspect(odd, delivered)).toMatchObject({ is: 'refused' })
    expect(await create().verify(odd, {}, delivered)).toMatchObject({ is: 'refused' })
    expect(requests).toEqual([])
  })
})

describe('what a runbook proves', () => {
  it('is nothing until its job has completed', async () => {
    const receipt = await started()
    expect(await verify(receipt)).toMatchObject({ is: 'notYet', problem: expect.stringContaining('New') })
    expect(await verify(receipt)).toMatchObject({ is: 'notYet', problem: expect.stringContaining('Running') })
    expect(await verify(receipt)).toEqual({ is: 'verified', evidence: expect.stringContaining(receipt.jobName ?? '?') })
  })

  it.each(['Failed', 'Stopped', 'Suspended', 'Blocked'])('is a job to look at once it is %s', async (status) => {
    store.seed({ accountId, name: target.runbook, exception: `it threw ${secret}` })
    const receipt = await started()
    store.setStatus(receipt.jobName ?? '', status)
    const verification = await verify(receipt)
    expect(verification).toMatchObject({ is: 'refused', problem: expect.stringContaining(receipt.jobName ?? '?') })
    expect(shown(verification)).toContain(status)
  })

  it.each(['Activating', 'Queued', 'Resuming', 'Disconnected', 'SomethingNew'])(
    'is not known while it is %s',
    async (status) => {
      const receipt = await started()
      store.setStatus(receipt.jobName ?? '', status)
      expect(await verify(receipt)).toMatchObject({ is: 'notYet' })
    },
  )

  it('is asked of a person once the job is not kept any more', async () => {
    const receipt = await started()
    store.forgetJobs()
    expect(await verify(receipt)).toMatchObject({ is: 'unprovable' })
  })

  it('is asked again where Azure is busy, and not where it refuses', async () => {
    const receipt = await started()
    const busy = { status: 429, retryAfterSeconds: 0 }
    faults.add({ path: /jobs/, when: 'before', times: 3, respond: busy })
    expect(await verify(receipt)).toMatchObject({ is: 'notYet', retryAfterMs: 0 })
    faults.add({ path: /jobs/, when: 'before', times: 1, respond: { status: 403, message: secret } })
    expect(await verify(receipt)).toMatchObject({ is: 'refused', problem: expect.stringContaining('403') })
  })
})

describe('after an undo', () => {
  it('a runbook is started for the previous secret, and proves it by its own job', async () => {
    const undo = { ...delivered, deliveryId: 'rotation-1-undo' }
    await write()
    const outcome = await write(target, undo)
    const receipt = outcome.is === 'written' ? outcome.receipt : {}
    expect(store.jobs().map(({ parameters }) => parameters.deliveryId)).toEqual(['delivery-1', 'rotation-1-undo'])
    store.setStatus(receipt.jobName ?? '', 'Failed')
    expect(await create().verify(target, receipt, undo)).toMatchObject({ is: 'refused' })
    store.setStatus(receipt.jobName ?? '', 'Completed')
    expect(await create().verify(target, receipt, undo)).toMatchObject({ is: 'verified' })
    const ask = expect.stringContaining('uses the previous secret')
    expect(await create().verify(target, { jobName: 'gone' }, undo)).toEqual({ is: 'unprovable', ask })
  })
})

describe('a look at a runbook', () => {
  it('says that it is ready, without starting it', async () => {
    expect(await create().inspect(target, delivered)).toMatchObject({ is: 'ready' })
    expect(store.jobs()).toEqual([])
  })

  it.each([
    [{ state: 'New' }, 'Publish it'],
    [{ state: 'Edit' }, 'Publish it'],
    [{ runbookType: 'Python3' }, 'Python'],
    [{ runbookType: 'Python2' }, 'Python'],
  ])('refuses one that cannot be started: %o', async (changes, words) => {
    store.seed({ accountId, name: target.runbook, ...changes })
    const problem = expect.stringContaining(words)
    expect(await create().inspect(target, delivered)).toEqual({ is: 'refused', problem })
  })

  it('fails for now where Azure is busy', async () => {
    faults.add({ path: /runbooks/, when: 'before', respond: { status: 503 } })
    const looking = create().inspect(target, delivered)
    await expect(looking).rejects.toMatchObject({ code: 'destination-unreachable' })
  })

  it('refuses one that is not there', async () => {
    const problem = expect.stringContaining('404')
    expect(await create().inspect({ ...target, runbook: 'Absent' }, delivered)).toEqual({ is: 'refused', problem })
  })
})

function create(authorization = 'Bearer good') {
  const baseUrl = `http://127.0.0.1:${server.port}`
  return createRunbookDestination({ baseUrl, authorization: async () => authorization, retryDelayMs: 1 })
}

async function write(to = target, what = delivered, authorization?: string) {
  const outcome = await create(authorization).write(to, what)
  results.push(outcome)
  return outcome
}

async function started() {
  const outcome = await write()
  if (outcome.is !== 'written') throw new Error(outcome.problem)
  return outcome.receipt
}

async function verify(receipt: Readonly<Record<string, string>>) {
  const verification = await create().verify(target, receipt, delivered)
  results.push(verification)
  return verification
}
