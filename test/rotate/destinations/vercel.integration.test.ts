import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { VercelTarget } from '../../../src/domain/destination.ts'
import { SecretText } from '../../../src/domain/secret-text.ts'
import type { Receipt } from '../../../src/ports.ts'
import { createVercelDestination } from '../../../src/rotate/destinations/vercel.ts'
import { createVercelHandler } from '../../../src/sandbox/vercel/vercel-handler.ts'
import { createVercelProjects, type DeploymentState } from '../../../src/sandbox/vercel/vercel-projects.ts'
import { type ServedApi, serveApi } from '../../support/serve-api.ts'
import { delivered, expectNoSecret, failureOf, secret } from './delivered.ts'

const token = 'vercel-token'
const target: VercelTarget = {
  kind: 'vercel',
  project: 'shop',
  teamId: 'team_1',
  variable: 'CLIENT_SECRET',
  environments: ['production', 'preview'],
  redeploys: true,
}
const key = target.variable
const live: DeploymentState = { readyState: 'READY', readySubstate: 'PROMOTED', aliasAssigned: true }
let now = new Date('2026-03-01T08:00:00Z')
const projects = createVercelProjects(() => now)
let api: ServedApi
let onRequest: (request: Request) => void

const destination = (text = token) =>
  createVercelDestination({
    baseUrl: api.origin,
    token: async () => new SecretText(text),
    now: () => now,
    retryDelayMs: 1,
  })

const pass = (minutes: number): void => {
  now = new Date(now.getTime() + minutes * 60_000)
}
const values = () => projects.variables('prj_1').map(({ value }) => value)
const deployments = () => projects.deployments('prj_1')
const writes = () => api.requests.filter((request) => !request.startsWith('GET')).length

/** Writes, and fails unless that worked. */
async function written(changes: Partial<VercelTarget> = {}, deliveryId = 'delivery-1'): Promise<Receipt> {
  const outcome = await destination().write({ ...target, ...changes }, delivered({ deliveryId }))
  expectNoSecret(outcome)
  return outcome.is === 'written' ? outcome.receipt : expect.fail(JSON.stringify(outcome))
}

beforeAll(async () => {
  const handle = createVercelHandler({ projects, token: () => token })
  api = await serveApi((request) => {
    onRequest(request)
    return handle(request)
  })
})
afterAll(() => api.stop())
beforeEach(() => {
  api.faults.clear()
  onRequest = () => {}
  projects.clear()
  projects.addProject({ id: 'prj_1', name: 'shop', teamId: 'team_1' })
  const { uid } = projects.addDeployment('prj_1')
  projects.settle(uid, live)
  pass(60)
})

function addRow(type: 'encrypted' | 'sensitive' | 'plain' = 'encrypted', environments = ['production', 'preview']) {
  return projects.addVariable('prj_1', { key, value: 'old-secret', type, target: environments })
}

test('a preview tells what is edited, what is created, what else shares it and what is deployed', async () => {
  addRow('plain', ['preview', 'development'])
  projects.addVariable('prj_1', { key, value: 'branch', target: ['preview'], gitBranch: 'try-out' })
  projects.addVariable('prj_1', { key, value: 'qa', target: [], customEnvironmentIds: ['env_qa'] })
  const seen = await destination().inspect(target, delivered())
  expect(seen).toMatchObject({ is: 'ready' })
  expect(JSON.stringify(seen)).toMatch(
    /gets the new secret where it is set.*created for production.*shared with development.*keep the value that they have: the branch try-out, the custom environment env_qa\..*plain text.*Production is deployed anew/,
  )
  expect(values()).toEqual(['old-secret', 'branch', 'qa'])
})

test('an encrypted variable is edited where it stands, deployed once and found in production', async () => {
  const { id } = addRow()
  const receipt = await written()
  expect(receipt).toMatchObject({ variables: id, deploymentId: deployments()[0]?.uid })
  expect(projects.variables('prj_1')).toMatchObject([{ id, value: secret, type: 'encrypted' }])
  expect(deployments()).toMatchObject([{ meta: { keyturnDelivery: 'delivery-1' }, target: 'production' }, {}])

  const early = await destination().verify(target, receipt, delivered())
  expect(early).toMatchObject({ is: 'notYet' })
  pass(2)
  expect(projects.valueInProduction('prj_1', key)).toBe(secret)
  const verified = await destination().verify(target, receipt, delivered())
  expect(verified).toMatchObject({ is: 'verified' })
  expectNoSecret(early, verified)
})

test('several rows are each edited by id, and the one of a branch is left alone', async () => {
  addRow('encrypted', ['production'])
  addRow('plain', ['preview'])
  projects.addVariable('prj_1', { key, value: 'branch', target: ['preview'], gitBranch: 'try-out' })
  projects.addVariable('prj_1', { key: 'OTHER', value: 'other', target: ['production'] })
  const receipt = await written()
  expect(values()).toEqual([secret, secret, 'branch', 'other'])
  expect(receipt.variables?.split(',')).toHaveLength(2)
  expect(projects.variables('prj_1').map(({ type }) => type)).toEqual(['encrypted', 'plain', 'encrypted', 'encrypted'])
})

test('what is missing is created as sensitive, and as encrypted where development needs it', async () => {
  await written()
  expect(projects.variables('prj_1')).toMatchObject([{ type: 'sensitive', target: ['production', 'preview'] }])
  await written({ variable: 'LOCAL_SECRET', environments: ['development'] })
  expect(projects.variables('prj_1')[1]).toMatchObject({ type: 'encrypted', target: ['development'], value: secret })
})

test('a sensitive variable in production has to be confirmed by an owner', async () => {
  addRow('sensitive')
  const receipt = await written()
  pass(2)
  const verification = await destination().verify(target, receipt, delivered())
  expect(verification).toMatchObject({ is: 'unprovable', ask: expect.stringContaining('cannot show which value') })
})

test('without a redeployment an owner is asked to deploy', async () => {
  addRow()
  const receipt = await written({ redeploys: false })
  expect(receipt).not.toHaveProperty('deploymentId')
  expect(deployments()).toHaveLength(1)
  const verification = await destination().verify(target, receipt, delivered())
  expect(verification).toMatchObject({ is: 'unprovable', ask: expect.stringContaining('Deploy it') })
})

test('where nothing is in production yet, nothing is deployed', async () => {
  projects.clear()
  projects.addProject({ id: 'prj_1', name: 'shop', teamId: 'team_1' })
  expect(await written()).not.toHaveProperty('deploymentId')
  expect(deployments()).toEqual([])
})

test('a sensitive variable is not copied to development, where it could be read', async () => {
  addRow('sensitive')
  const wanted: VercelTarget = { ...target, environments: ['production', 'development'] }
  const before = writes()
  const seen = await destination().inspect(wanted, delivered())
  expect(seen).toMatchObject({ is: 'refused', problem: expect.stringContaining('no sensitive values for development') })
  expect(await destination().write(wanted, delivered())).toEqual(seen)
  expect(writes()).toBe(before)
})

test('a variable that Vercel itself sets is refused before any write', async () => {
  projects.addVariable('prj_1', { key, value: '', type: 'system', target: ['production'] })
  expect(await destination().write(target, delivered())).toMatchObject({ is: 'refused' })
  expect(values()).toEqual([''])
})

test('a repeated write leaves one variable and one deployment', async () => {
  const first = await written()
  pass(1)
  const second = await written()
  expect(second).toMatchObject({ variables: first.variables, deploymentId: first.deploymentId })
  expect(values()).toEqual([secret])
  expect(deployments()).toHaveLength(2)
})

test.each([
  ['GET', '/v10/projects/shop/env', 'old-secret'],
  ['GET', '/v7/deployments', secret],
])('nothing is changed once the delivery has fallen to somebody else during %s %s', async (method, path, value) => {
  addRow()
  const controller = new AbortController()
  onRequest = ({ method: asked, url }) => asked === method && url.includes(path) && controller.abort()
  const error = await failureOf(destination().write(target, delivered({ signal: controller.signal })))
  expect(error).toMatchObject({ code: 'destination-unreachable' })
  expect(values()).toEqual([value])
  expect(deployments()).toHaveLength(1)
})

test('another value of the same rotation is deployed again', async () => {
  await written()
  await written({}, 'delivery-2')
  expect(deployments().map(({ meta }) => meta.keyturnDelivery)).toEqual(['delivery-2', 'delivery-1', undefined])
})

test.each([
  ['POST', /deployments$/],
  ['POST', /env$/],
])('after a lost reply to %s %s the repetition finds the effect', async (method, path) => {
  api.faults.add({ method, path, when: 'after', drop: true, times: 1 })
  const error = await failureOf(destination().write(target, delivered()))
  expect(error).toMatchObject({ code: 'destination-unreachable' })
  expectNoSecret(error)
  await written()
  expect(values()).toEqual([secret])
  expect(deployments()).toHaveLength(2)
})

test('after a lost reply to an edit the repetition edits the same row', async () => {
  addRow()
  api.faults.add({ method: 'PATCH', path: /env/, when: 'after', drop: true, times: 1 })
  await failureOf(destination().write(target, delivered()))
  await written()
  expect(values()).toEqual([secret])
})

test('a deployment that failed is made again by the next write', async () => {
  const { deploymentId = '' } = await written()
  projects.settle(deploymentId, { readyState: 'ERROR' })
  const again = await written()
  expect(again.deploymentId).not.toBe(deploymentId)
  expect(deployments()).toHaveLength(3)
})

test.each<DeploymentState>([
  { readyState: 'CANCELED' },
  { readyState: 'READY', readySubstate: 'STAGED' },
  { readyState: 'READY', aliasError: { code: 'x', message: 'x' } },
])('a deployment that waits for a person as %j is not made again, and theirs counts', async (state) => {
  const receipt = await written()
  projects.settle(receipt.deploymentId ?? '', state)
  expect(await written()).toMatchObject({ deploymentId: receipt.deploymentId })
  expect(deployments()).toHaveLength(2)
  pass(5)
  const { uid } = projects.addDeployment('prj_1')
  projects.settle(uid, live)
  const verification = await destination().verify(target, receipt, delivered())
  expect(verification).toMatchObject({ is: 'unprovable', ask: expect.stringContaining(`${uid} is in production`) })
})

test('a staged or newer unready deployment is not what is deployed anew', async () => {
  const [serving] = deployments()
  projects.settle(projects.addDeployment('prj_1').uid, { readyState: 'READY', readySubstate: 'STAGED' })
  projects.settle(projects.addDeployment('prj_1').uid, { readyState: 'ERROR' })
  api.faults.add({ method: 'POST', path: /deployments$/, when: 'before', respond: { status: 500 }, times: 1 })
  expect(await destination().write(target, delivered())).toMatchObject({ is: 'later' })
  const bodies: unknown[] = []
  const spied = await serveApi(async (request) => {
    if (request.method === 'POST') bodies.push(await request.clone().json())
    return createVercelHandler({ projects, token: () => token })(request)
  })
  const options = { baseUrl: spied.origin, token: async () => new SecretText(token), now: () => now }
  await createVercelDestination(options).write(target, delivered())
  await spied.stop()
  expect(bodies).toMatchObject([{ deploymentId: serving?.uid, target: 'production', name: 'shop' }])
})

test.each<[DeploymentState, string, RegExp]>([
  [{ readyState: 'QUEUED' }, 'notYet', /not ready/],
  [{ readyState: 'ERROR', errorCode: 'BUILD_FAILED' }, 'refused', /ERROR, BUILD_FAILED/],
  [{ readyState: 'CANCELED' }, 'notYet', /CANCELED.*Ignored Build Step/],
  [{ readyState: 'BLOCKED' }, 'refused', /BLOCKED/],
  [{ readyState: 'READY', readySubstate: 'STAGED' }, 'notYet', /Promote it in Vercel/],
  [{ readyState: 'READY', readySubstate: 'ROLLING', aliasAssigned: true }, 'notYet', /traffic/],
  [{ readyState: 'READY', aliasAssigned: false }, 'notYet', /traffic.*Promote it in Vercel/],
  [{ readyState: 'READY', aliasError: { code: 'x', message: secret } }, 'notYet', /production address/],
])('a deployment as %j is %s', async (state, is, problem) => {
  addRow()
  const receipt = await written()
  projects.settle(receipt.deploymentId ?? '', state)
  const verification = await destination().verify(target, receipt, delivered())
  expect(verification).toMatchObject({ is, problem: expect.stringMatching(problem) })
  expectNoSecret(verification)
})

test('a deployment that is ready and has the address counts as live without a substate', async () => {
  addRow()
  const receipt = await written()
  projects.settle(receipt.deploymentId ?? '', { readyState: 'READY', aliasAssigned: true })
  expect(await destination().verify(target, receipt, delivered())).toMatchObject({ is: 'verified' })
})

test('a variable that somebody changed or removed later counts as overwritten', async () => {
  const { id } = addRow()
  const receipt = await written()
  pass(5)
  projects.changeVariable(id, { value: 'by hand' })
  expect(await destination().verify(target, receipt, delivered())).toMatchObject({ is: 'overwritten' })
  projects.removeVariable(id)
  expect(await destination().verify(target, receipt, delivered())).toMatchObject({ is: 'overwritten' })
})

test('a value that Vercel shows counts by itself, whatever the time of its last edit', async () => {
  const { id } = addRow()
  const receipt = await written()
  expectNoSecret(receipt)
  pass(5)
  projects.changeVariable(id, { value: secret })
  expect(await destination().verify(target, receipt, delivered())).toMatchObject({ is: 'verified' })
  const { updatedAt } = projects.changeVariable(id, { value: 'by hand' }) ?? expect.fail()
  const unnoticed = { ...receipt, updatedAt: String(updatedAt) }
  expect(await destination().verify(target, unnoticed, delivered())).toMatchObject({ is: 'overwritten' })
})

test('where Vercel shows neither a value nor a time, an owner is asked', async () => {
  addRow()
  const receipt = await written()
  pass(2)
  api.faults.add({ method: 'GET', path: /env\/env/, when: 'before', respond: { status: 403 } })
  expect(await destination().verify(target, receipt, delivered())).toMatchObject({ is: 'verified' })
  const timeless = { ...receipt, updatedAt: '' }
  expect(await destination().verify(target, timeless, delivered())).toMatchObject({ is: 'unprovable' })
})

test('after an undo the owner is asked about the previous secret', async () => {
  addRow('sensitive')
  const receipt = await written({}, 'rotation-1-undo')
  pass(2)
  const verification = await destination().verify(target, receipt, delivered({ deliveryId: 'rotation-1-undo' }))
  expect(verification).toMatchObject({ is: 'unprovable', ask: expect.stringMatching(/with the previous secret\.$/) })
})

test('a row that Vercel did not create is refused, although the reply is a success', async () => {
  const body = { created: [], failed: [{ error: { code: 'ENV_CONFLICT', message: secret, value: secret } }] }
  api.faults.add({ method: 'POST', path: /env$/, when: 'before', respond: { status: 201, body } })
  const outcome = await destination().write(target, delivered())
  expect(outcome).toMatchObject({ is: 'refused', problem: expect.stringMatching(/ENV_CONFLICT.*0 of 1/) })
  expectNoSecret(outcome)
})

test.each([401, 403, 404])('a %i is refused with a remedy, for a look, a write and a check', async (status) => {
  api.faults.add({ path: /env$/, when: 'before', respond: { status } })
  const seen = await destination().inspect(target, delivered())
  expect(seen).toMatchObject({ is: 'refused', problem: expect.stringContaining(`HTTP ${status}`) })
  expect(await destination().write(target, delivered())).toEqual(seen)
  expect(await destination().verify(target, {}, delivered())).toEqual(seen)
})

test('a wrong token and another team are refused', async () => {
  const refused = await destination('another').inspect(target, delivered())
  expect(refused).toMatchObject({ is: 'refused', problem: expect.stringContaining('valid Vercel token') })
  expect(JSON.stringify(refused)).not.toContain('another')
  const elsewhere = { ...target, teamId: null }
  expect(await destination().inspect(elsewhere, delivered())).toMatchObject({ is: 'refused' })
})

test('a token that may not deploy is told, and that the variable is changed already', async () => {
  addRow()
  api.faults.add({ method: 'POST', path: /deployments$/, when: 'before', respond: { status: 403 } })
  const outcome = await destination().write(target, delivered())
  expect(outcome).toMatchObject({ is: 'refused', problem: expect.stringContaining('holds the new secret') })
  expectNoSecret(outcome)
})

test('too many requests and failures in passing are tried again later', async () => {
  addRow('encrypted', ['production'])
  addRow('encrypted', ['preview'])
  api.faults.add({
    method: 'PATCH',
    path: /env/,
    when: 'before',
    respond: { status: 429, retryAfterSeconds: 42 },
    times: 1,
  })
  const throttled = await destination().write(target, delivered())
  expect(throttled).toMatchObject({ is: 'later', retryAfterMs: 42_000, problem: expect.stringContaining('0 of 2') })
  api.faults.add({ method: 'PATCH', path: /env/, when: 'after', respond: { status: 503 }, times: 1 })
  expect(await destination().write(target, delivered())).toMatchObject({ is: 'later' })
  await written()
  expect(values()).toEqual([secret, secret])
})

test('a reading that goes on failing is an error for a look and a later check for a delivery', async () => {
  api.faults.add({ method: 'GET', path: /env$/, when: 'before', respond: { status: 503 } })
  await expect(destination().inspect(target, delivered())).rejects.toMatchObject({ code: 'destination-unreachable' })
  expect(await destination().verify(target, {}, delivered())).toMatchObject({ is: 'notYet' })
})

test('the simulated service notices what the real one refuses, and edits that Keyturn must not make', async () => {
  const { id } = addRow('sensitive', ['production'])
  const send = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const text = body === undefined ? {} : { body: JSON.stringify(body) }
    return (await fetch(`${api.origin}${path}teamId=team_1`, { method, headers, ...text })).status
  }
  const row = { key: 'OTHER', value: 'text', type: 'sensitive', target: ['production'] }
  const env = '/v10/projects/shop/env?'
  expect(await send('POST', env, { ...row, target: ['development'] })).toBe(400)
  expect(await send('POST', env, { ...row, value: null })).toBe(400)
  expect(await send('POST', env, { ...row, targets: ['production'] })).toBe(400)
  expect(await send('POST', env, { ...row, key })).toBe(400)
  expect(await send('POST', env, row)).toBe(201)
  const edit = `/v9/projects/shop/env/${id}?`
  expect(await send('PATCH', edit, { value: 'text', target: ['preview'] })).toBe(400)
  expect(await send('PATCH', edit, { value: 'text', type: 'plain' })).toBe(400)
  expect(await send('PATCH', edit, { value: '' })).toBe(400)
  expect(await send('PATCH', edit, { value: 'text' })).toBe(200)
  expect(await send('GET', '/v9/projects/shop/env?')).toBe(404)
  const again = { name: 'shop', project: 'prj_1', deploymentId: 'dpl_unknown', target: 'production' }
  expect(await send('POST', '/v13/deployments?forceNew=1&', again)).toBe(400)
})
