import { randomBytes } from 'node:crypto'
import { inspect as shown } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KeyturnError } from '../../../src/domain/errors.ts'
import { SecretText } from '../../../src/domain/secret-text.ts'
import type { Delivered, WriteOutcome } from '../../../src/ports.ts'
import { createWebhookDestination, type WebhookOptions } from '../../../src/rotate/destinations/webhook.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts'

const keyText = `whsec_${randomBytes(32).toString('base64')}`
const secret = 'canary~8Q~of-the-secret-text'
const delivered: Delivered = {
  rotationId: 'rotation-1',
  deliveryId: 'delivery-1',
  clientId: '11111111-1111-4111-8111-111111111111',
  keyId: '22222222-2222-4222-8222-222222222222',
  endAt: new Date('2027-05-01T00:00:00Z'),
  ownerIds: ['33333333-3333-4333-8333-333333333333'],
  vaultSecret: { vaultUrl: 'https://keyturn.vault.azure.net', name: 'payroll', version: 'a'.repeat(32) },
  secretText: new SecretText(secret),
  signal: AbortSignal.timeout(60_000),
}

let receiver: WebhookReceiver
let now: Date
const outcomes: unknown[] = []

beforeEach(async () => {
  now = new Date('2026-11-02T10:00:00.500Z')
  receiver = await startWebhookReceiver(keyText, () => now)
})
afterEach(async () => {
  await receiver[Symbol.asyncDispose]()
  expect(shown([outcomes, receiver.received], { depth: 10 })).not.toContain(secret)
  outcomes.length = 0
})

describe('a webhook', () => {
  it('names where the secret is, and convinces a receiver that knows the specification alone', async () => {
    expect(await write()).toEqual({ is: 'written', receipt: { deliveredAt: '2026-11-02T10:00:00.500Z' } })
    expect(receiver.acted).toEqual([
      {
        type: 'credential.rotated',
        rotationId: 'rotation-1',
        deliveryId: 'delivery-1',
        clientId: '11111111-1111-4111-8111-111111111111',
        keyId: '22222222-2222-4222-8222-222222222222',
        endsAt: '2027-05-01T00:00:00.000Z',
        vault: { url: 'https://keyturn.vault.azure.net', secretName: 'payroll', version: 'a'.repeat(32) },
      },
    ])
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.received
    expect(headers).toMatchObject({ 'webhook-id': 'delivery-1', 'content-type': 'application/json' })
    expect(Buffer.byteLength(body)).toBeLessThan(20_000)
  })

  it('keeps its id when it is sent again, so that the receiver acts once, and is stamped anew', async () => {
    receiver.faults.add({ path: /./, when: 'after', times: 1, respond: { status: 503 } })
    expect(await write()).toMatchObject({ is: 'later' })
    now = new Date(now.getTime() + 3_600_000)
    expect(await write()).toMatchObject({ is: 'written' })
    const stamps = receiver.received.map(({ headers }) => headers['webhook-timestamp'])
    expect(new Set(stamps).size).toBe(2)
    expect(receiver.acted).toHaveLength(1)
  })

  it('is worth nothing to whoever recorded it, later or changed', async () => {
    await write()
    const [recorded] = receiver.received
    const body = recorded?.body ?? ''
    const again = (text: string) =>
      fetch(`https://localhost:${receiver.port}/in`, { method: 'POST', headers: signed(recorded?.headers), body: text })
    expect((await again(body)).status).toBe(200)
    expect((await again(body.replace('payroll', 'another'))).status).toBe(401)
    now = new Date(now.getTime() + 301_000)
    expect((await again(body)).status).toBe(401)
    expect(receiver.acted).toHaveLength(1)
  })

  it('is refused by its receiver when the clocks disagree, which is reported', async () => {
    const skewed = await write({ now: () => new Date(now.getTime() - 301_000) })
    expect(skewed).toMatchObject({ is: 'refused', problem: expect.stringContaining('401') })
  })

  it.each([
    [{ now: () => new Date('2026-11-02T09:56:00Z') }, 'written'],
    [{ key: async () => new SecretText(`whsec_${randomBytes(32).toString('base64')}`) }, 'refused'],
  ])('is taken or not by what the receiver knows: %#', async (options, is) => {
    expect(await write(options)).toMatchObject({ is })
  })

  it.each([
    [410, 'the endpoint says it is gone'],
    [301, 'redirects are not followed'],
    [302, 'redirects are not followed'],
    [307, 'redirects are not followed'],
    [308, 'redirects are not followed'],
    [303, 'redirects are not followed'],
    [400, 'answered 400'],
    [404, 'answered 404'],
    [413, 'answered 413'],
  ])('that is answered %i is not sent again', async (status, words) => {
    const headers = { location: `https://localhost:${receiver.port}/elsewhere` }
    receiver.faults.add({ path: /^\/in$/, when: 'before', respond: { status, headers, body: { echo: secret } } })
    expect(await write()).toEqual({ is: 'refused', problem: expect.stringContaining(words) })
    expect(receiver.received).toEqual([])
  })

  it.each([408, 429, 500, 502, 503])('that is answered %i is sent again', async (status) => {
    receiver.faults.add({
      path: /./,
      when: 'before',
      respond: { status, retryAfterSeconds: 7, body: { echo: secret } },
    })
    const problem = expect.stringContaining(String(status))
    expect(await write()).toEqual({ is: 'later', problem, retryAfterMs: 7_000 })
  })

  it('that breaks off, is not answered in time or finds no server is sent again', async () => {
    receiver.faults.add({ path: /./, when: 'after', times: 1, drop: true })
    expect(await write()).toMatchObject({ is: 'later', problem: expect.stringContaining('unknown') })
    receiver.faults.add({ path: /./, when: 'before', times: 1, delayMs: 400 })
    expect(await write({ timeoutMs: 100 })).toMatchObject({ is: 'later', problem: expect.stringContaining('0.1 sec') })
    const closed = { resolve: async () => [{ address: '127.0.0.2', family: 4 }] }
    expect(await write(closed)).toMatchObject({ is: 'later', problem: expect.stringContaining('ECONNREFUSED') })
    const nameless = { resolve: () => Promise.reject(new Error('no such name')) }
    expect(await write(nameless)).toMatchObject({ is: 'later', problem: expect.stringContaining('no address') })
  })

  it('is not sent, or cut, once its delivery has fallen to somebody else', async () => {
    const sent = create().write(target(), { ...delivered, signal: AbortSignal.abort() })
    await expect(sent).rejects.toMatchObject({ code: 'destination-unreachable' })
    expect(receiver.received).toEqual([])
    receiver.faults.add({ path: /./, when: 'after', delayMs: 2_000 })
    const cut = create().write(target(), { ...delivered, signal: AbortSignal.timeout(200) })
    await expect(cut).rejects.toMatchObject({ code: 'destination-unreachable' })
  })

  it('is not sent to a server that cannot show a certificate for the name', async () => {
    const host = `impostor.example:${receiver.port}`
    const options = { allowedHosts: [`private:${host}`], resolve: async () => [{ address: '127.0.0.1', family: 4 }] }
    const outcome = await write(options, `https://${host}/in`)
    expect(outcome).toMatchObject({ is: 'later', problem: expect.stringContaining('ALTNAME') })
    expect(receiver.received).toEqual([])
  })

  it('is sent to loopback only where the list says private', async () => {
    const outcome = await write({ allowedHosts: [`localhost:${receiver.port}`] })
    expect(outcome).toMatchObject({ is: 'refused', problem: expect.stringContaining('not at a public address') })
    expect(receiver.received).toEqual([])
  })

  it('is not sent once its name means a private address, though it was public when looked at', async () => {
    const answers = ['93.184.215.14', '127.0.0.1']
    const resolve = async () => [{ address: answers.shift() ?? '', family: 4 }]
    const destination = create({ allowedHosts: [`localhost:${receiver.port}`], resolve })
    expect(await destination.inspect(target(), delivered)).toMatchObject({ is: 'ready' })
    expect(await destination.write(target(), delivered)).toMatchObject({ is: 'refused' })
    expect(receiver.received).toEqual([])
  })

  it('resolves its name once, and connects to what was checked', async () => {
    let asked = 0
    const resolve = async () => {
      asked += 1
      return [{ address: asked === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }]
    }
    expect(await write({ resolve })).toMatchObject({ is: 'written' })
    expect(asked).toBe(1)
  })

  it('is sent to a private address that is listed as such', async () => {
    const host = `127.0.0.1:${receiver.port}`
    expect(await write({ allowedHosts: [`private:${host}`] }, `https://${host}/in`)).toMatchObject({ is: 'written' })
  })

  it.each(['', 'hunter2', keyText.slice(6), `whsec_${randomBytes(16).toString('base64')}`])(
    'is not sent with a key that is none, and the key is not told: %#',
    async (text) => {
      const key = async () => new SecretText(text)
      const outcome = await write({ key })
      expect(outcome).toEqual({ is: 'refused', problem: expect.stringContaining('24 to 64 random bytes') })
      expect(await create({ key }).inspect(target(), delivered)).toEqual(outcome)
      if (text !== '') expect(shown(outcome)).not.toContain(text)
      expect(receiver.received).toEqual([])
    },
  )
})

describe('what a webhook proves', () => {
  it('is what its answer says, where it says that the secret was verified', async () => {
    receiver.reply = { body: '{"verified": true, "note": "restarted"}', status: 202 }
    const outcome = await write()
    expect(outcome).toMatchObject({ is: 'written', receipt: { verified: 'true' } })
    expect(await verify(outcome)).toEqual({
      is: 'verified',
      evidence: 'localhost answered at 2026-11-02T10:00:00.500Z that it has verified the new secret.',
    })
  })

  it.each([
    '',
    'verified',
    '{"verified": "true"}',
    '{"verified": false}',
    '[{"verified": true}]',
    '{"verified": true',
    JSON.stringify({ verified: true, padding: 'x'.repeat(20_000) }),
  ])('is nothing where the answer says no such thing: %#', async (body) => {
    receiver.reply = { body }
    const outcome = await write()
    expect(outcome).toEqual({ is: 'written', receipt: { deliveredAt: now.toISOString() } })
    expect(await verify(outcome)).toEqual({ is: 'unprovable', ask: expect.stringContaining('localhost') })
  })
})

describe('after an undo', () => {
  const undo = { ...delivered, deliveryId: 'rotation-1-undo' }

  it('a webhook is told under an id of its own, and an owner is asked about the previous secret', async () => {
    await write()
    const outcome = await create().write(target(), undo)
    expect(receiver.acted).toMatchObject([{ deliveryId: 'delivery-1' }, { deliveryId: 'rotation-1-undo' }])
    const receipt = outcome.is === 'written' ? outcome.receipt : {}
    const ask = expect.stringContaining('took the message about the previous secret')
    expect(await create().verify(target(), receipt, undo)).toEqual({ is: 'unprovable', ask })
  })

  it('its answer counts as before', async () => {
    receiver.reply = { body: '{"verified": true}' }
    const outcome = await create().write(target(), undo)
    const receipt = outcome.is === 'written' ? outcome.receipt : {}
    const evidence = expect.stringContaining('verified the previous secret')
    expect(await create().verify(target(), receipt, undo)).toEqual({ is: 'verified', evidence })
  })
})

describe('a look at a webhook', () => {
  it('says what would be sent and sends nothing', async () => {
    const inspection = await create().inspect(target(), delivered)
    expect(inspection).toMatchObject({ is: 'ready', facts: [expect.stringContaining('payroll'), expect.any(String)] })
    expect(receiver.received).toEqual([])
  })

  it('refuses what a write would', async () => {
    const problem = expect.stringContaining('not on the list')
    expect(await create().inspect(target('https://evil.example/'), delivered)).toEqual({ is: 'refused', problem })
  })

  it('fails for now where the name cannot be resolved', async () => {
    const destination = create({ resolve: () => Promise.reject(new Error('try again')) })
    await expect(destination.inspect(target(), delivered)).rejects.toMatchObject({ code: 'destination-unreachable' })
  })

  it('needs a list that is understood', () => {
    expect(() => create({ allowedHosts: ['*.example.com'] })).toThrow(KeyturnError)
  })
})

function create(options: Partial<WebhookOptions> = {}) {
  const allowedHosts = [`private:localhost:${receiver.port}`]
  return createWebhookDestination({
    allowedHosts,
    key: async () => new SecretText(keyText),
    now: () => now,
    ...options,
  })
}

async function write(options: Partial<WebhookOptions> = {}, url?: string): Promise<WriteOutcome> {
  const outcome = await create(options).write(target(url), delivered)
  outcomes.push(outcome)
  return outcome
}

async function verify(outcome: WriteOutcome) {
  return create().verify(target(), outcome.is === 'written' ? outcome.receipt : {}, delivered)
}

function target(url = `https://localhost:${receiver.port}/in`) {
  return { kind: 'webhook', url } as const
}

function signed(headers: Readonly<Record<string, string>> = {}) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('webhook-')))
}
