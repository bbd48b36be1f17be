import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { ContainerAppTarget } from '../../../src/domain/destination.ts'
import { SecretText } from '../../../src/domain/secret-text.ts'
import { createContainerAppDestination } from '../../../src/rotate/destinations/container-app.ts'
import { valueDigest } from '../../../src/rotate/destinations/value-digest.ts'
import type { ContainerAppSeed } from '../../../src/sandbox/arm/arm-store.ts'
import { delivered, expectNoSecret, failureOf, secret } from './delivered.ts'
import { later, resourceGroup, type ServedArm, secretName, serveArm, vaultUrl } from './serve-arm.ts'

const resourceId = `${resourceGroup}/Microsoft.App/containerApps/payroll-api`
const target: ContainerAppTarget = { kind: 'containerApp', resourceId }
const reference = { vaultUrl, secretName }
const about = delivered({ vaultSecret: { name: secretName, version: 'v2', vaultUrl } })
const first = 'payroll-api--rev1'
const digest = valueDigest(about.deliveryId, secret)
let arm: ServedArm

const destination = () => createContainerAppDestination({ ...arm.options, now: () => arm.time.now })
const seed = (changes: Partial<ContainerAppSeed> = {}) =>
  arm.store.addContainerApp({ id: resourceId, secrets: { entra: reference, other: null }, ...changes })
const restarts = () => arm.store.containerApp(resourceId)?.revisions.map((one) => one.restarts)

beforeAll(async () => {
  arm = await serveArm()
})
afterAll(() => arm.stop())
beforeEach(() => {
  arm.reset()
  arm.store.putVaultSecret(vaultUrl, secretName, { version: 'v1', value: 'old-secret' })
  seed()
})

test('a preview tells what happens and restarts nothing', async () => {
  const seen = await destination().inspect(target, about)
  expect(seen).toMatchObject({ is: 'ready', facts: [expect.stringContaining('30 minutes'), expect.anything()] })
  expect(restarts()).toEqual([0])
})

test('active revisions are restarted, and the new secret counts as used once the platform has fetched it', async () => {
  seed({ revisions: [{}, { active: false }, {}] })
  arm.time.now = later(arm.time.now, 7)
  arm.store.putVaultSecret(vaultUrl, secretName, { version: 'v2', value: secret })
  const outcome = await destination().write(target, about)
  const receipt = { at: '2026-05-04T08:07:00.000Z', digest }
  expect(outcome).toEqual({ is: 'written', receipt })
  expect(restarts()).toEqual([1, 0, 1])

  arm.time.now = later(arm.time.now, 10)
  const early = await destination().verify(target, receipt, about)
  expect(early).toMatchObject({ is: 'notYet', retryAfterMs: 20 * 60_000 })
  expect(arm.store.valueInContainerApp(resourceId, 'entra')).toBe('old-secret')

  arm.time.now = later(arm.time.now, 20)
  const verified = await destination().verify(target, receipt, about)
  const evidence = expect.stringMatching(/delivered value for entra .*30 minutes.*rev1 is Running/)
  expect(verified).toMatchObject({ is: 'verified', evidence })
  expect(arm.store.valueInContainerApp(resourceId, 'entra')).toBe(secret)
  expectNoSecret(outcome, early, verified)
})

test('a value that the platform failed to fetch is not taken for the new one, however much time has passed', async () => {
  const receipt = { at: later(arm.time.now, -60).toISOString(), digest }
  const behind = await destination().verify(target, receipt, about)
  expect(behind).toMatchObject({ is: 'notYet', problem: expect.stringMatching(/another value for entra.*system log/) })
})

test.each<[string, Partial<ContainerAppSeed>, object]>([
  ['not shown', { showsVaultValues: false }, { digest }],
  ['shown but was delivered without a digest', {}, {}],
])('a value that is %s is asked about, and not before it must have been fetched', async (_, changes, receipt) => {
  seed(changes)
  const at = arm.time.now.toISOString()
  expect(await destination().verify(target, { ...receipt, at }, about)).toMatchObject({ is: 'notYet' })
  arm.time.now = later(arm.time.now, 31)
  const asked = await destination().verify(target, { ...receipt, at }, about)
  expect(asked).toMatchObject({
    is: 'unprovable',
    ask: expect.stringMatching(/entra in payroll-api.*signs in.*system log/),
  })
})

test('a previous value that was put back is verified by its own receipt', async () => {
  const undo = delivered({ ...about, deliveryId: 'rotation-1-undo', secretText: new SecretText('old-secret') })
  const outcome = await destination().write(target, undo)
  if (outcome.is !== 'written') throw new Error(outcome.problem)
  arm.time.now = later(arm.time.now, 31)
  expect(await destination().verify(target, outcome.receipt, undo)).toMatchObject({ is: 'verified' })
  expect(await destination().verify(target, { ...outcome.receipt, digest }, about)).toMatchObject({ is: 'notYet' })
})

test.each(['Degraded', 'Failed'])('a revision that is %s is refused with what to look at', async (runningState) => {
  arm.store.changeRevision(resourceId, first, { runningState })
  const refused = await destination().verify(target, { at: arm.time.now.toISOString() }, about)
  const problem = expect.stringMatching(`${runningState}.*system log`)
  expect(refused).toMatchObject({ is: 'refused', problem })
})

test('a revision that is still starting after half an hour is waited for', async () => {
  arm.store.changeRevision(resourceId, first, { runningState: 'Processing' })
  const receipt = { at: later(arm.time.now, -31).toISOString() }
  const waiting = await destination().verify(target, receipt, about)
  expect(waiting).toMatchObject({ is: 'notYet', problem: expect.stringContaining(`${first} is Processing`) })
})

test.each<[string, Partial<ContainerAppSeed>]>([
  ['No secret of payroll-api refers', { secrets: { other: null } }],
  ['No secret of payroll-api refers', { secrets: { entra: { ...reference, secretName: 'another' } } }],
  ['No secret of payroll-api refers', { secrets: { entra: { ...reference, vaultUrl: 'https://b.vault.azure.net' } } }],
  ['names one version', { secrets: { good: reference, entra: { ...reference, version: 'v1' } } }],
  ['No revision of payroll-api is active', { revisions: [{ active: false }] }],
])('an app of which it is said "%s" is refused before anything is sent', async (reason, changes) => {
  seed(changes)
  const problem = expect.stringContaining(reason)
  expect(await destination().inspect(target, about)).toMatchObject({ is: 'refused', problem })
  expect(await destination().write(target, about)).toMatchObject({ is: 'refused', problem })
  expect(await destination().verify(target, { at: '2026-01-01T00:00:00Z' }, about)).toMatchObject({ is: 'refused' })
  expect(arm.count('POST')).toBe(0)
})

test('a write whose reply was lost is an error without the secret, and may be repeated', async () => {
  arm.faults.add({ method: 'POST', path: /restart/, when: 'after', drop: true, times: 1 })
  const error = await failureOf(destination().write(target, about))
  expect(error).toMatchObject({ code: 'destination-unreachable' })
  expectNoSecret(error)
  expect(await destination().write(target, about)).toMatchObject({ is: 'written' })
  expect(await destination().write(target, about)).toMatchObject({ is: 'written' })
})

test('nothing is sent once the step has fallen to another worker, and what is under way ends', async () => {
  const over = { code: 'destination-unreachable' }
  const late = { ...about, signal: AbortSignal.abort() }
  expect(await failureOf(destination().write(target, late))).toMatchObject(over)
  expect(arm.count('GET') + arm.count('POST')).toBe(0)

  arm.faults.add({ method: 'POST', path: /restart/, when: 'before', delayMs: 20_000, times: 1 })
  const ending = new AbortController()
  const outcome = failureOf(destination().write(target, { ...about, signal: ending.signal }))
  await vi.waitUntil(() => arm.count('POST') === 1)
  ending.abort()
  expect(await outcome).toMatchObject(over)
})

test('an identity that may only read the app is told which role it needs', async () => {
  arm.store.setAccess(resourceId, 'reader')
  const problem = expect.stringMatching(/HTTP 403.*0 of 1 revisions.*Container Apps Contributor/)
  expect(await destination().write(target, about)).toMatchObject({ is: 'refused', problem })
})

test('an app that is gone is refused', async () => {
  arm.store.remove(resourceId)
  const problem = expect.stringContaining('HTTP 404')
  expect(await destination().inspect(target, about)).toMatchObject({ is: 'refused', problem })
  expect(await destination().verify(target, {}, about)).toMatchObject({ is: 'refused', problem })
})

test.each([
  [429, { retryAfterMs: 42_000 }],
  [503, {}],
  [409, {}],
])('a %i to a restart is tried again later', async (status, more) => {
  const respond = { status, ...(status === 429 && { retryAfterSeconds: 42 }) }
  arm.faults.add({ method: 'POST', path: /restart/, when: 'before', respond, times: 1 })
  expect(await destination().write(target, about)).toMatchObject({ is: 'later', ...more })
  expect(await destination().write(target, about)).toMatchObject({ is: 'written' })
})

test('a reading that goes on failing is an error to look again, and waited for in a verification', async () => {
  arm.faults.add({ method: 'GET', path: /revisions/, when: 'before', respond: { status: 503 } })
  await expect(destination().inspect(target, about)).rejects.toMatchObject({ code: 'destination-unreachable' })
  expect(await destination().verify(target, {}, about)).toMatchObject({ is: 'notYet' })
})
