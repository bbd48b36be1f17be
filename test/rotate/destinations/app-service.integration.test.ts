import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { AppServiceTarget } from '../../../src/domain/destination.ts'
import { createAppServiceDestination } from '../../../src/rotate/destinations/app-service.ts'
import type { SiteSeed } from '../../../src/sandbox/arm/arm-store.ts'
import { delivered, expectNoSecret, failureOf, secret } from './delivered.ts'
import { resourceGroup, type ServedArm, secretName, serveArm, vaultUrl } from './serve-arm.ts'

const resourceId = `${resourceGroup}/Microsoft.Web/sites/payroll-app`
const target: AppServiceTarget = { kind: 'appService', resourceId }
const reference = { vaultUrl, secretName }
const about = delivered({ vaultSecret: { name: secretName, version: 'v2', vaultUrl } })
const unknownVersion = delivered({ vaultSecret: { name: secretName, version: '', vaultUrl } })
let arm: ServedArm

const destination = () => createAppServiceDestination(arm.options)
const seed = (
  settings: SiteSeed['settings'] = { CLIENT_SECRET: reference },
  id = resourceId,
  connectionStrings: SiteSeed['settings'] = {},
) => arm.store.addSite({ id, settings, connectionStrings })

beforeAll(async () => {
  arm = await serveArm()
})
afterAll(() => arm.stop())
beforeEach(() => {
  arm.reset()
  arm.store.putVaultSecret(vaultUrl, secretName, { version: 'v1', value: 'old-secret' })
  seed()
})

const rotateInVault = () => arm.store.putVaultSecret(vaultUrl, secretName, { version: 'v2', value: secret })

test('a preview names the settings, whatever version the vault will have', async () => {
  const seen = await destination().inspect(target, unknownVersion)
  expect(seen).toEqual({ is: 'ready', facts: [expect.stringContaining('CLIENT_SECRET')] })
  expect(arm.count('POST')).toBe(0)
})

test('the app fetches the new version and is found to use it', async () => {
  rotateInVault()
  expect(await destination().verify(target, {}, about)).toMatchObject({ is: 'notYet' })
  const outcome = await destination().write(target, about)
  expect(outcome).toEqual({ is: 'written', receipt: { settings: 'CLIENT_SECRET' } })
  expect(arm.store.valueOfSetting(resourceId, 'CLIENT_SECRET')).toBe(secret)
  const verified = await destination().verify(target, {}, about)
  expect(verified).toMatchObject({ is: 'verified', evidence: expect.stringContaining('version v2') })
  expectNoSecret(outcome, verified)
})

test('a slot and a name in other case are found too', async () => {
  const slot = `${resourceId}/slots/staging`
  seed({ SECRET: { vaultUrl, secretName: 'Keyturn-Payroll' }, OTHER: { vaultUrl, secretName: 'other' } }, slot)
  rotateInVault()
  const atSlot = { ...target, resourceId: slot }
  expect(await destination().write(atSlot, about)).toEqual({ is: 'written', receipt: { settings: 'SECRET' } })
  expect(await destination().verify(atSlot, {}, about)).toMatchObject({ is: 'verified' })
})

test('a reference that names its parts only in its text is read from there', async () => {
  const text = `@Microsoft.KeyVault(VaultName=Keyturn;SecretName=${secretName})`
  const pinned = `@Microsoft.KeyVault(SecretUri=${vaultUrl}/secrets/${secretName}/v1)`
  const reply = (one: string) => ({ value: [{ name: 'S', properties: { reference: one, status: 'Initialized' } }] })
  const fault = { path: /appsettings$/, when: 'before', times: 1 } as const
  arm.faults.add({ ...fault, respond: { status: 200, body: reply(text) } })
  expect(await destination().verify(target, {}, about)).toMatchObject({ is: 'notYet' })
  arm.faults.add({ ...fault, respond: { status: 200, body: reply(pinned) } })
  expect(await destination().inspect(target, about)).toMatchObject({ is: 'refused' })
})

test('connection strings are told, fetched and verified like settings', async () => {
  seed({}, resourceId, { PAYROLL: reference })
  const seen = await destination().inspect(target, unknownVersion)
  expect(seen).toEqual({ is: 'ready', facts: [expect.stringContaining('PAYROLL')] })
  rotateInVault()
  seed({ CLIENT_SECRET: reference }, resourceId, { PAYROLL: { ...reference, status: 'AccessToKeyVaultDenied' } })
  expect(await destination().write(target, about)).toMatchObject({ receipt: { settings: 'CLIENT_SECRET, PAYROLL' } })
  const denied = expect.stringContaining('PAYROLL is AccessToKeyVaultDenied')
  expect(await destination().verify(target, {}, about)).toMatchObject({ is: 'notYet', problem: denied })
  seed({ CLIENT_SECRET: reference }, resourceId, { PAYROLL: reference })
  expect(await destination().verify(target, {}, about)).toMatchObject({ is: 'verified' })
})

test('an app whose connection strings Azure does not know has none, and a failing list is waited for', async () => {
  rotateInVault()
  await destination().write(target, about)
  const fault = { method: 'GET', path: /connectionstrings$/, when: 'before' } as const
  arm.faults.add({ ...fault, respond: { status: 404 }, times: 1 })
  expect(await destination().verify(target, {}, about)).toMatchObject({ is: 'verified' })
  arm.faults.add({ ...fault, respond: { status: 503 } })
  expect(await destination().verify(target, {}, about)).toMatchObject({ is: 'notYet' })
})

test('a reference without a version may be shown with the one that it came to', async () => {
  const properties = { reference: `@Microsoft.KeyVault(SecretUri=${vaultUrl}/secrets/${secretName}/)`, secretName }
  const body = { value: [{ name: 'S', properties: { ...properties, vaultName: 'keyturn', secretVersion: 'v1' } }] }
  arm.faults.add({ path: /appsettings$/, when: 'before', respond: { status: 200, body }, times: 1 })
  expect(await destination().inspect(target, about)).toMatchObject({ is: 'ready' })
})

test('a previous value that was put back is verified by the version that it has in the vault', async () => {
  rotateInVault()
  arm.store.putVaultSecret(vaultUrl, secretName, { version: 'v3', value: 'old-secret' })
  const undo = delivered({
    deliveryId: 'rotation-1-undo',
    vaultSecret: { name: secretName, version: 'v3', vaultUrl },
  })
  const outcome = await destination().write(target, undo)
  if (outcome.is !== 'written') throw new Error(outcome.problem)
  expect(await destination().verify(target, outcome.receipt, undo)).toMatchObject({ is: 'verified' })
  expect(await destination().verify(target, outcome.receipt, about)).toMatchObject({ is: 'notYet' })
})

test.each([
  ['No setting or connection string', { OTHER: { vaultUrl, secretName: 'other' } }],
  ['No setting or connection string', { OTHER: { vaultUrl: 'https://another.vault.azure.net', secretName } }],
  ['No setting or connection string', {}],
  ['never moves', { CLIENT_SECRET: reference, PINNED: { ...reference, version: 'v1' } }],
])('an app of which it is said "%s" is refused with the text to set, before anything is sent', async (reason, all) => {
  seed(all)
  const problem = expect.stringMatching(
    `${reason}.*@Microsoft.KeyVault\\(VaultName=keyturn;SecretName=keyturn-payroll\\)`,
  )
  expect(await destination().inspect(target, unknownVersion)).toMatchObject({ is: 'refused', problem })
  expect(await destination().write(target, about)).toMatchObject({ is: 'refused', problem })
  expect(await destination().verify(target, {}, about)).toMatchObject({ is: 'refused', problem })
  expect(arm.count('POST')).toBe(0)
})

test('a status other than resolved is named, by a preview too', async () => {
  seed({ CLIENT_SECRET: { ...reference, status: 'AccessToKeyVaultDenied' } })
  const denied = expect.stringContaining('CLIENT_SECRET is AccessToKeyVaultDenied')
  expect(await destination().verify(target, {}, about)).toMatchObject({ is: 'notYet', problem: denied })
  expect(await destination().inspect(target, about)).toMatchObject({ is: 'ready', facts: [expect.anything(), denied] })
})

test('a write whose reply was lost is an error without the secret, and may be repeated', async () => {
  rotateInVault()
  arm.faults.add({ method: 'POST', path: /refresh/, when: 'after', drop: true, times: 1 })
  const error = await failureOf(destination().write(target, about))
  expect(error).toMatchObject({ code: 'destination-unreachable' })
  expectNoSecret(error)
  const first = await destination().write(target, about)
  expect(await destination().write(target, about)).toEqual(first)
  expect(arm.store.valueOfSetting(resourceId, 'CLIENT_SECRET')).toBe(secret)
})

test('nothing is sent once the step has fallen to another worker, and what is under way ends', async () => {
  const over = { code: 'destination-unreachable' }
  const late = { ...about, signal: AbortSignal.abort() }
  expect(await failureOf(destination().write(target, late))).toMatchObject(over)
  expect(arm.count('GET') + arm.count('POST')).toBe(0)

  arm.faults.add({ method: 'POST', path: /refresh/, when: 'before', delayMs: 20_000, times: 1 })
  const ending = new AbortController()
  const outcome = failureOf(destination().write(target, { ...about, signal: ending.signal }))
  await vi.waitUntil(() => arm.count('POST') === 1)
  ending.abort()
  expect(await outcome).toMatchObject(over)
})

test('an identity that may only read the app is told which role it needs', async () => {
  arm.store.setAccess(resourceId, 'reader')
  const problem = expect.stringMatching(/HTTP 403, AuthorizationFailed.*Website Contributor/)
  expect(await destination().write(target, about)).toMatchObject({ is: 'refused', problem })
  arm.store.setAccess(resourceId, 'none')
  expect(await destination().inspect(target, about)).toMatchObject({ is: 'refused', problem })
})

test('an app that is gone and an ID of another type are refused', async () => {
  arm.store.remove(resourceId)
  const problem = expect.stringContaining('HTTP 404')
  expect(await destination().inspect(target, about)).toMatchObject({ is: 'refused', problem })
  expect(await destination().verify(target, {}, about)).toMatchObject({ is: 'refused', problem })
  const wrong = { ...target, resourceId: `${resourceId}/functions/x` }
  expect(await destination().inspect(wrong, about)).toMatchObject({ is: 'refused' })
})

test.each([
  [429, { retryAfterMs: 42_000 }],
  [503, {}],
])('a %i to the write is tried again later', async (status, more) => {
  const respond = { status, ...(status === 429 && { retryAfterSeconds: 42 }) }
  arm.faults.add({ method: 'POST', path: /refresh/, when: 'before', respond, times: 1 })
  expect(await destination().write(target, about)).toMatchObject({ is: 'later', ...more })
  expect(await destination().write(target, about)).toMatchObject({ is: 'written' })
})

test('a list that is answered in pages is read to its end, from the same host', async () => {
  const nextLink = `https://elsewhere.example${resourceId}/config/configreferences/appsettings?api-version=2022-03-01`
  const respond = { status: 200, body: { value: [], nextLink } }
  arm.faults.add({ method: 'GET', path: /appsettings$/, when: 'before', respond, times: 1 })
  expect(await destination().inspect(target, about)).toMatchObject({ is: 'ready' })
  expect(arm.count('GET')).toBe(3)
})

test('a reply in an unknown shape is refused, and a failing one is waited for', async () => {
  arm.faults.add({ path: /appsettings$/, when: 'before', respond: { status: 200, body: { value: [1] } }, times: 1 })
  expect(await destination().write(target, about)).toMatchObject({ is: 'refused' })
  arm.faults.add({ path: /appsettings$/, when: 'before', respond: { status: 503 } })
  await expect(destination().inspect(target, about)).rejects.toMatchObject({ code: 'destination-unreachable' })
  expect(await destination().verify(target, {}, about)).toMatchObject({ is: 'notYet' })
})
