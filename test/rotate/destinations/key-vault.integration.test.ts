import { DefaultAzureCredential } from '@azure/identity'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { SecretText } from '../../../src/domain/secret-text.ts'
import { createGrant } from '../../../src/rotate/destinations/grant-readers.ts'
import { createKeyVaultDestination } from '../../../src/rotate/destinations/key-vault.ts'
import type { Cloud } from '../../../src/sandbox/cloud.ts'
import { createVault } from '../../../src/vault/create-vault.ts'
import { startTestCloud } from '../../support/cloud.ts'
import { silentLog } from '../../support/silent-log.ts'
import { delivered, expectNoSecret, failureOf, secret } from './delivered.ts'

let cloud: Cloud
let destination: ReturnType<typeof createKeyVaultDestination>
let vault: ReturnType<typeof createVault>
const ownerId = crypto.randomUUID()

beforeAll(async () => {
  cloud = await startTestCloud()
  const credential = new DefaultAzureCredential()
  vault = createVault({ url: cloud.origin, credential, logger: silentLog, retryDelayMs: 1 })
  const authorization = async () =>
    `Bearer ${(await credential.getToken('https://management.azure.com/.default')).token}`
  destination = createKeyVaultDestination({
    vaultAt: () => vault,
    grantReaders: createGrant({ baseUrl: cloud.origin, authorization }),
  })
})
afterAll(() => cloud.stop())
beforeEach(() => cloud.faults.clear())

let count = 0
function target(grantOwnersOn: string | null = null) {
  count += 1
  return { kind: 'keyVault', vaultUrl: cloud.origin, secretName: `place-${count}`, grantOwnersOn } as const
}

function versionsOf(name: string): number {
  return cloud.vault.names().find((one) => one.name === name)?.versions.length ?? 0
}

function grantedTo(name: string): string[] {
  const assignments = cloud.places.resources.roleAssignments()
  return assignments.filter(({ scope }) => scope.endsWith(`/${name}`)).map(({ principalId }) => principalId)
}

async function plant(secretName: string, text: string, tags: Record<string, string> = {}) {
  return vault.store({ name: secretName, text: new SecretText(text), endAt: null, tags })
}

describe('a secret in a vault', () => {
  it('gets the new value as a version that says what it is, and keeps the one from before', async () => {
    const place = target()
    const before = await plant(place.secretName, 'old')
    const outcome = await destination.write(place, delivered())
    if (outcome.is !== 'written') throw new Error(outcome.problem)
    expect(outcome.receipt.before).toBe(before.version)
    const found = await vault.find(place.secretName)
    expect(found?.tags).toMatchObject({ deliveryId: delivered().deliveryId, clientId: delivered().clientId })
    expect((await vault.read({ name: place.secretName, version: outcome.receipt.version ?? '' })).reveal()).toBe(secret)
    expect((await destination.readBefore?.(place, outcome.receipt))?.reveal()).toBe('old')
    expect(await destination.verify(place, outcome.receipt, delivered())).toMatchObject({ is: 'verified' })
    expectNoSecret(outcome)
  })

  it('gets one version however often the same delivery is written, and still knows what was before', async () => {
    const place = target()
    const before = await plant(place.secretName, 'old')
    const first = await destination.write(place, delivered())
    const again = await destination.write(place, delivered())
    expect(again).toEqual(first)
    expect(again).toMatchObject({ receipt: { before: before.version } })
    expect(versionsOf(place.secretName)).toBe(2)
  })

  it('keeps the tags and the content type that its owners have set', async () => {
    const place = target()
    const [name, text] = [place.secretName, new SecretText('old')]
    const tags = { team: 'payroll', keyId: 'theirs' }
    await vault.store({ name, text, endAt: null, tags, contentType: 'application/x-password' })
    await destination.write(place, delivered())
    const found = await vault.find(name)
    expect(found?.contentType).toBe('application/x-password')
    expect(found?.tags).toMatchObject({ team: 'payroll', keyId: delivered().keyId, clientId: delivered().clientId })
    const next = target()
    await destination.write(next, delivered())
    expect(await vault.find(next.secretName)).toMatchObject({ contentType: 'text/plain' })
  })

  it('keeps as many of their tags as fit beside those of the delivery', async () => {
    const place = target()
    await plant(place.secretName, 'old', Object.fromEntries(Array.from({ length: 15 }, (_, n) => [`own${n}`, 'x'])))
    expect(await destination.write(place, delivered())).toMatchObject({ is: 'written' })
    const tags = (await vault.find(place.secretName))?.tags ?? {}
    expect(Object.keys(tags)).toHaveLength(15)
    expect(tags).toMatchObject({ own0: 'x', own9: 'x', deliveryId: delivered().deliveryId })
  })

  it('is found again after the reply to the write was lost', async () => {
    const place = target()
    cloud.faults.add({ method: 'PUT', path: /^\/secrets\//, when: 'after', drop: true })
    const lost = await destination.write(place, delivered())
    expect(lost).toMatchObject({ is: 'later' })
    expectNoSecret(lost)
    cloud.faults.clear()
    expect(await destination.write(place, delivered())).toMatchObject({ is: 'written' })
  })

  it('is not written once the step has fallen to another worker', async () => {
    const place = target()
    const outcome = await destination.write(place, delivered({ signal: AbortSignal.abort() }))
    expect(outcome).toMatchObject({ is: 'later' })
    expect(versionsOf(place.secretName)).toBe(0)
  })

  it('that was put back is verified by the delivery and receipt of that write', async () => {
    const place = target()
    const first = await destination.write(place, delivered())
    const undo = delivered({ deliveryId: 'rotation-1-undo', secretText: new SecretText('old') })
    const second = await destination.write(place, undo)
    if (first.is !== 'written' || second.is !== 'written') throw new Error('not written')
    expect(await destination.verify(place, second.receipt, undo)).toMatchObject({ is: 'verified' })
    expect(await destination.verify(place, first.receipt, delivered())).toMatchObject({ is: 'overwritten' })
  })

  it('that somebody else has written since counts as overwritten, and a removed one too', async () => {
    const place = target()
    const outcome = await destination.write(place, delivered())
    if (outcome.is !== 'written') throw new Error(outcome.problem)
    await plant(place.secretName, 'foreign')
    expect(await destination.verify(place, outcome.receipt, delivered())).toMatchObject({ is: 'overwritten' })
    await vault.remove(place.secretName)
    expect(await destination.verify(place, outcome.receipt, delivered())).toMatchObject({ is: 'overwritten' })
  })

  it('that belongs to another application is refused before anything is written', async () => {
    const place = target()
    await plant(place.secretName, 'theirs', { clientId: crypto.randomUUID() })
    expect(await destination.inspect(place, delivered())).toMatchObject({ is: 'refused' })
    expect(await destination.write(place, delivered())).toMatchObject({ is: 'refused' })
    expect(versionsOf(place.secretName)).toBe(1)
  })

  it("that another application has deleted stays as it was, and the application's own is recovered", async () => {
    const [theirs, own] = [target(), target()]
    await plant(theirs.secretName, 'theirs', { clientId: crypto.randomUUID() })
    await plant(own.secretName, 'old', { clientId: delivered().clientId.toUpperCase() })
    for (const { secretName } of [theirs, own]) await vault.remove(secretName)
    const problem = expect.stringContaining('another application')
    expect(await destination.write(theirs, delivered())).toMatchObject({ is: 'refused', problem })
    expect(cloud.vault.names().find(({ name }) => name === theirs.secretName)).toMatchObject({ deleted: true })
    expect(await destination.write(own, delivered())).toMatchObject({ is: 'written' })
    expect(versionsOf(own.secretName)).toBe(2)
  })

  it.each([
    [403, 'refused'],
    [503, 'later'],
    [429, 'later'],
  ] as const)('behind a vault that answers %i is %s', async (status, is) => {
    cloud.faults.add({ path: /^\/secrets\//, when: 'before', respond: { status, code: 'Whatever', message: secret } })
    const outcome = await destination.write(target(), delivered()).catch(failureOf)
    expect(outcome).toMatchObject({ is })
    expectNoSecret(outcome)
  })
})

describe('the owners of an application', () => {
  const vaultId = '/subscriptions/s1/resourceGroups/g1/providers/Microsoft.KeyVault/vaults/localhost'

  it('are let in to this one secret, however often', async () => {
    const place = target(vaultId)
    await destination.write(place, { ...delivered(), ownerIds: [ownerId] })
    await destination.write(place, { ...delivered(), deliveryId: 'other', ownerIds: [ownerId] })
    const granted = cloud.places.resources.roleAssignments().filter(({ scope }) => scope.includes(place.secretName))
    expect(granted).toHaveLength(1)
    expect(granted[0]).toMatchObject({ principalId: ownerId })
  })

  it('that cannot be let in are named in the evidence, and the delivery stands', async () => {
    const place = target(vaultId)
    cloud.faults.add({ path: /roleAssignments/, when: 'before', respond: { status: 403, code: 'AuthorizationFailed' } })
    const outcome = await destination.write(place, { ...delivered(), ownerIds: [ownerId] })
    if (outcome.is !== 'written') throw new Error(outcome.problem)
    const verified = await destination.verify(place, outcome.receipt, delivered())
    expect(verified).toMatchObject({ is: 'verified', evidence: expect.stringContaining('could not be let in') })
  })

  it.each([
    ['throttled', { respond: { status: 429, retryAfterSeconds: 7 } }, { retryAfterMs: 7_000 }],
    ['failing', { respond: { status: 503 } }, {}],
    ['lost', { drop: true }, {}],
    ['not known to Azure yet', { respond: { status: 400, code: 'PrincipalNotFound' } }, {}],
  ] as const)('that are %s are let in by another try, with the secret written once', async (_, how, more) => {
    const place = target(vaultId)
    const others = { ...delivered(), ownerIds: [ownerId, crypto.randomUUID()] }
    cloud.faults.add({ path: /roleAssignments/, when: 'before', times: 1, ...how })
    const first = await destination.write(place, others)
    expect(first).toMatchObject({ is: 'later', problem: expect.stringContaining('not all owners'), ...more })
    expect(grantedTo(place.secretName)).toEqual(others.ownerIds.slice(1))
    const second = await destination.write(place, others)
    if (second.is !== 'written') throw new Error(second.problem)
    expect(second.receipt.grantProblem).toBeUndefined()
    expect(grantedTo(place.secretName)).toHaveLength(2)
    expect(versionsOf(place.secretName)).toBe(1)
    expectNoSecret(first)
  })

  it('are let in although another cannot be', async () => {
    const place = target(vaultId)
    const others = { ...delivered(), ownerIds: ['no-guid', ownerId] }
    expect(await destination.write(place, others)).toMatchObject({
      is: 'written',
      receipt: { grantProblem: expect.stringContaining('InvalidRequestContent') },
    })
    expect(grantedTo(place.secretName)).toEqual([ownerId])
  })

  it('are not let in once the step has fallen to another worker', async () => {
    const place = target(vaultId)
    const ending = new AbortController()
    const ownerIds = [ownerId, crypto.randomUUID()]
    cloud.faults.add({ path: /roleAssignments/, when: 'before', delayMs: 20_000, drop: true })
    const asked = () => cloud.faults.current()[0]?.hits
    const outcome = destination.write(place, delivered({ ownerIds, signal: ending.signal }))
    await vi.waitUntil(() => asked() === 1)
    ending.abort()
    expect(await outcome).toMatchObject({ is: 'later' })
    expect(asked()).toBe(1)
  })

  it('are not let in to another vault than the one of the address', async () => {
    const place = target(vaultId.replace('localhost', 'elsewhere'))
    expect(await destination.inspect(place, delivered())).toMatchObject({ is: 'refused' })
  })
})
