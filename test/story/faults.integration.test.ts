import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ShownCard } from '../support/card-json.ts'
import { type Product, startProduct } from '../support/product.ts'

let product: Product
let administrator: string

beforeAll(async () => {
  product = await startProduct({ applications: 80 })
  administrator = String(product.cloud.tenant.cast.administrator.id)
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())
beforeEach(() => product.cloud.faults.clear())

/** A fresh application with one client secret, shown to the administrator. */
async function anApplicationCard(): Promise<{ card: ShownCard; objectId: string }> {
  const objectId = crypto.randomUUID()
  const appId = crypto.randomUUID()
  product.cloud.tenant.addApplication({
    id: objectId,
    appId,
    displayName: `Fault target ${objectId.slice(0, 4)}`,
    signInAudience: 'AzureADMyOrg',
  })
  addSecret(objectId, 'old', 5)
  await product.pass()
  return { card: await product.say(administrator, `/app ${appId}`), objectId }
}

function addSecret(objectId: string, displayName: string, daysLeft: number): void {
  const now = product.cloud.clock.now().getTime()
  const [startAt, endAt] = [new Date(now - 200 * 86_400_000), new Date(now + daysLeft * 86_400_000)]
  product.cloud.tenant.addPassword(objectId, { displayName, startAt, endAt })
}

function clientIdOf(objectId: string): string {
  return String(product.cloud.tenant.applications().find(({ id }) => id === objectId)?.appId)
}

function secretsOf(objectId: string): (string | null | undefined)[] {
  const application = product.cloud.tenant.applications().find(({ id }) => id === objectId)
  return (application?.passwordCredentials ?? []).map(({ displayName }) => displayName)
}

function secretsKeys(objectId: string): string[] {
  const application = product.cloud.tenant.applications().find(({ id }) => id === objectId)
  return (application?.passwordCredentials ?? []).map(({ keyId }) => String(keyId))
}

async function rotationOf(objectId: string) {
  return (await product.ctx.rotations.about(objectId)).at(0)
}

function posts(path: RegExp): number {
  return product.cloud.requests.all().filter((request) => request.method === 'POST' && path.test(request.path)).length
}

describe('when the reply to addPassword is lost', () => {
  it('asks once, finds the nameless secret, removes it and makes one that is in the vault', async () => {
    const { card, objectId } = await anApplicationCard()
    product.cloud.requests.clear()
    product.cloud.faults.add({ method: 'POST', path: /addPassword$/, when: 'after', drop: true, times: 1 })
    const answer = await product.click(administrator, card, 'Rotate')
    await product.settle()
    expect(posts(/addPassword$/)).toBe(1)
    expect(answer.card?.text).not.toContain('Confirm deployed')
    expect(secretsOf(objectId)).toHaveLength(2)

    await product.later(61_000)
    expect(posts(/addPassword$/)).toBe(2)
    const rotation = await rotationOf(objectId)
    expect(rotation).toMatchObject({ state: 'awaitingDeployment', attempt: 2 })
    expect(secretsOf(objectId)).toEqual(['old', `rot/${rotation?.rotationId}/2`])
    expect((await product.ctx.audit.about(objectId)).map(({ action }) => action)).toContain('attempt-removed')
  })
})

describe('when addPassword fails before it took effect', () => {
  it.each([503, 504, 500])('with %i it is not repeated blindly, and made anew once it is sure', async (status) => {
    const { card, objectId } = await anApplicationCard()
    product.cloud.requests.clear()
    product.cloud.faults.add({ method: 'POST', path: /addPassword$/, when: 'before', respond: { status }, times: 1 })
    await product.click(administrator, card, 'Rotate')
    await product.settle()
    expect(posts(/addPassword$/)).toBe(1)
    for (let read = 0; read < 6; read += 1) await product.later(61_000)
    expect(await rotationOf(objectId)).toMatchObject({ state: 'awaitingDeployment' })
    expect(secretsOf(objectId)).toHaveLength(2)
  })

  it('with 429 it waits as long as Entra asks', async () => {
    const { card, objectId } = await anApplicationCard()
    product.cloud.faults.add({
      method: 'POST',
      path: /addPassword$/,
      when: 'before',
      respond: { status: 429, retryAfterSeconds: 120 },
      times: 1,
    })
    await product.click(administrator, card, 'Rotate')
    await product.settle()
    await product.later(60_000)
    expect(await rotationOf(objectId)).toMatchObject({ state: 'approved', attempt: 0 })
    await product.later(61_000)
    expect(await rotationOf(objectId)).toMatchObject({ state: 'awaitingDeployment', attempt: 1 })
  })
})

describe('when the permission to write is missing', () => {
  it('says which one, keeps the old secret, and works once it is granted', async () => {
    const { card, objectId } = await anApplicationCard()
    product.cloud.permissions.delete('Application.ReadWrite.All')
    const answer = await product.click(administrator, card, 'Rotate')
    await product.settle()
    product.cloud.permissions.add('Application.ReadWrite.All')
    expect(answer.card?.text).toContain('Application.ReadWrite')
    expect(answer.card?.text).toContain('The old credential was kept')
    const again = await product.click(administrator, answer.card ?? card, 'Rotate')
    expect(again.card?.actions.map(({ title }) => title)).toContain('Confirm deployed')
    expect(secretsOf(objectId)).toHaveLength(2)
  })
})

describe('when the tenant allows short lifetimes only', () => {
  it('makes a secret that is as long as allowed', async () => {
    const { card, objectId } = await anApplicationCard()
    const passwordCredentials = [
      { restrictionType: 'passwordLifetime' as const, maxLifetime: 'P30D', state: 'enabled' as const },
    ]
    product.cloud.tenant.setAppManagementPolicy({ isEnabled: true, applicationRestrictions: { passwordCredentials } })
    await product.click(administrator, card, 'Rotate')
    await product.settle()
    product.cloud.tenant.setAppManagementPolicy({ isEnabled: false })
    const rotation = await rotationOf(objectId)
    expect(rotation?.state).toBe('awaitingDeployment')
    const days = ((rotation?.newEndAt?.getTime() ?? 0) - product.cloud.clock.now().getTime()) / 86_400_000
    expect(days).toBeGreaterThan(29)
    expect(days).toBeLessThanOrEqual(30)
  })
})

describe('when the vault refuses or fails', () => {
  it('removes the new secret again, says so, and keeps the old one', async () => {
    const { card, objectId } = await anApplicationCard()
    product.cloud.faults.add({
      method: 'PUT',
      path: /^\/secrets\//,
      when: 'before',
      respond: { status: 403, code: 'Forbidden' },
    })
    const answer = await product.click(administrator, card, 'Rotate')
    await product.settle()
    expect(secretsOf(objectId)).toEqual(['old'])
    expect(await rotationOf(objectId)).toMatchObject({ state: 'failed' })
    expect(answer.card?.text).toContain('removed again')
  })
})

describe('when Entra does not answer', () => {
  it('a click gets a sentence with what to do, never a stack trace', async () => {
    const { card } = await anApplicationCard()
    product.cloud.faults.add({
      path: /^\/v1\.0\//,
      when: 'before',
      respond: { status: 403, code: 'Authorization_RequestDenied' },
    })
    const answer = await product.click(administrator, card, 'Rotate')
    expect(answer).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.activity.message' })
    expect(answer.text).not.toMatch(/at .*\.ts/)
  })

  it('a pass reports what it could not read and carries on with the rest', async () => {
    product.cloud.faults.add({
      path: /^\/v1\.0\/servicePrincipals$/,
      when: 'before',
      respond: { status: 403, code: 'Authorization_RequestDenied', message: 'no' },
    })
    const summary = await product.pass()
    expect(summary.failures).toBe(1)
    expect(summary.problems[0]).toContain('Application.Read.All')
    expect(summary.applications).toBeGreaterThan(80)
    expect(summary.servicePrincipals).toBe(0)
  })

  it('nothing that could not be read is taken for deleted', async () => {
    const before = (await product.pass()).applications
    product.cloud.faults.add({
      path: /^\/v1\.0\/applications$/,
      when: 'before',
      respond: { status: 403, code: 'Authorization_RequestDenied' },
    })
    await product.pass()
    product.cloud.faults.clear()
    let known = 0
    for await (const { kind } of product.ctx.holders.list({})) if (kind === 'application') known += 1
    expect(known).toBe(before)
  })
})

describe('when it is said twice', () => {
  it('rotates what is due once and never what was just made', async () => {
    const { card, objectId } = await anApplicationCard()
    const clientId = clientIdOf(objectId)
    await product.say(administrator, `/rotate ${clientId}`)
    const again = await product.say(administrator, `/rotate ${clientId}`)
    expect(again.text).toContain('rotated already')
    expect(secretsOf(objectId)).toHaveLength(2)
    expect(card.text).toContain('old')
  })

  it('rotates one of several that are due, and the next one by a choice or later', async () => {
    const { objectId } = await anApplicationCard()
    const clientId = clientIdOf(objectId)
    addSecret(objectId, 'other', 6)
    await product.say(administrator, `/rotate ${clientId}`)
    const again = await product.say(administrator, `/rotate ${clientId}`)
    expect(again.text).toContain('Choose on the card')
    expect(secretsOf(objectId)).toHaveLength(3)
    product.cloud.clock.advance(11 * 60_000)
    await product.say(administrator, `/rotate ${clientId}`)
    expect(secretsOf(objectId)).toHaveLength(4)
  })

  it('confirms nothing while it is open which of several new secrets is meant', async () => {
    const { objectId } = await anApplicationCard()
    const clientId = clientIdOf(objectId)
    addSecret(objectId, 'other', 6)
    const card = await product.say(administrator, `/app ${clientId}`)
    for (const { keyId } of product.cloud.tenant.applications().find(({ id }) => id === objectId)
      ?.passwordCredentials ?? []) {
      await product.click(administrator, card, 'Rotate', { keyId: String(keyId) })
    }
    await product.settle()
    expect(secretsOf(objectId)).toHaveLength(4)
    const answer = await product.say(administrator, `/confirm ${clientId}`)
    expect(answer.text).toContain('Several new secrets wait')
    expect(secretsOf(objectId)).toHaveLength(4)
  })
})

describe('when the new secret is removed in Entra before it is confirmed', () => {
  it('keeps the old one, says so, and frees Rotate after several looks', async () => {
    const { card, objectId } = await anApplicationCard()
    const rotated = await product.click(administrator, card, 'Rotate')
    await product.settle()
    product.cloud.tenant.removePassword(objectId, String((await rotationOf(objectId))?.newKeyId))
    const waiting = rotated.card ?? card
    const first = await product.click(administrator, waiting, 'Confirm deployed')
    expect(first.card?.text).toContain('does not list the new credential')
    for (let looks = 1; looks < 5; looks += 1) await product.later(61_000)
    expect(await rotationOf(objectId)).toMatchObject({ state: 'cancelled' })
    expect(secretsOf(objectId)).toEqual(['old'])
    const again = await product.click(administrator, card, 'Rotate')
    expect(again.card?.actions.map(({ title }) => title)).toContain('Confirm deployed')
  })
})

describe('when an attempt is slow and another worker looks after it', () => {
  it('the secret that the other one found is kept, whoever writes last', async () => {
    const { card, objectId } = await anApplicationCard()
    product.cloud.faults.add({ method: 'PUT', path: /^\/secrets\//, when: 'after', delayMs: 1_500, times: 1 })
    const clicked = product.click(administrator, card, 'Rotate')
    await vi.waitUntil(
      () =>
        secretsOf(objectId).length === 2 &&
        product.cloud.vault
          .names()
          .some(({ tags }) => tags.keyId !== undefined && secretsKeys(objectId).includes(tags.keyId)),
      5_000,
    )
    await product.later(61_000)
    await clicked
    await product.settle()
    const rotation = await rotationOf(objectId)
    expect(rotation?.state).toBe('awaitingDeployment')
    expect(secretsKeys(objectId)).toContain(rotation?.newKeyId)
    expect(product.cloud.vault.names().find(({ name }) => name === rotation?.vaultSecret?.name)?.deleted).toBe(false)
  })
})

describe('when Teams asks to wait', () => {
  it('the card is sent again after the wait, once', async () => {
    const addedAt = product.cloud.clock.now()
    const objectId = crypto.randomUUID()
    product.cloud.tenant.addApplication({
      id: objectId,
      appId: crypto.randomUUID(),
      displayName: 'Throttled',
      signInAudience: 'AzureADMyOrg',
    })
    product.cloud.tenant.addPassword(objectId, {
      displayName: 'old',
      startAt: new Date(addedAt.getTime() - 200 * 86_400_000),
      endAt: new Date(addedAt.getTime() + 86_400_000),
    })
    product.connector.failNext({ status: 429, code: 'Throttled', headers: { 'retry-after': '1' } })
    expect(await product.pass()).toMatchObject({ notifications: 1 })
  })
})
