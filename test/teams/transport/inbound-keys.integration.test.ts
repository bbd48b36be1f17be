import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type ActivityGate, createActivityGate, type GateVerdict } from '../../../src/teams/authenticate-activity.ts'
import { aMessageActivity } from '../../support/activities.ts'
import { anId } from '../../support/builders.ts'
import {
  channelIssuer,
  createSigningKey,
  signToken,
  startTokenIssuer,
  type TokenIssuer,
} from '../../support/token-issuer.ts'

const where = { botId: anId(), tenantId: anId(), serviceUrl: 'https://smba.trafficmanager.net/emea/' }
let issuer: TokenIssuer
let gate: ActivityGate

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  issuer = await startTokenIssuer()
  gate = createActivityGate({
    ...where,
    authentication: 'required',
    openIdMetadataUrl: issuer.metadataUrl,
    issuer: channelIssuer,
    clock: { now: () => new Date() },
    logger: { warn: () => undefined },
  })
})
afterEach(async () => {
  vi.useRealTimers()
  await issuer.close()
})

async function knock(key = issuer.key): Promise<GateVerdict> {
  const now = Math.floor(Date.now() / 1_000)
  const claims = { iss: channelIssuer, aud: where.botId, nbf: now, exp: now + 3_600, serviceurl: where.serviceUrl }
  const token = await signToken(issuer, { claims, key: key.privateKey, header: { kid: key.kid } })
  return gate(`Bearer ${token}`, aMessageActivity(where))
}

const seconds = (count: number) => vi.setSystemTime(Date.now() + count * 1_000)
const unknownKey = { ok: false, status: 401, code: 'token-key-unknown' }
const noKeys = { ok: false, status: 503, code: 'keys-unavailable' }

it('accepts keys that carry no endorsements at all', async () => {
  const key = await createSigningKey('plain')
  issuer.publish(key)
  expect(await knock(key)).toEqual({ ok: true })
})

it('does not know keys that are endorsed for other channels only', async () => {
  const key = await createSigningKey('for-others', ['webchat', 'slack'])
  issuer.publish(key)
  expect(await knock(key)).toEqual(unknownKey)
})

it('reads the keys once for many activities', async () => {
  for (let count = 0; count < 20; count += 1) expect(await knock()).toEqual({ ok: true })
  expect(issuer.requests()).toBe(2)
})

it('reads them once for many that arrive together', async () => {
  expect(await Promise.all(Array.from({ length: 20 }, () => knock()))).toEqual(Array(20).fill({ ok: true }))
  expect(issuer.requests()).toBe(2)
})

it('learns a new key, but lets unknown ones ask only once a minute', async () => {
  await knock()
  const key = await createSigningKey('new')
  issuer.publish(key)
  expect(await knock(key)).toEqual(unknownKey)
  expect(issuer.requests()).toBe(2)

  seconds(61)
  expect(await knock(key)).toEqual({ ok: true })
  expect(issuer.requests()).toBe(4)
})

it('lets nobody in while the keys cannot be read, and asks again after a pause', async () => {
  issuer.setBroken(true)
  expect(await knock()).toEqual(noKeys)
  issuer.setBroken(false)
  expect(await knock()).toEqual(noKeys)
  expect(issuer.requests()).toBe(1)

  seconds(6)
  expect(await knock()).toEqual({ ok: true })
})

it('goes on with the keys it has while they cannot be renewed', async () => {
  await knock()
  issuer.setBroken(true)
  seconds(3_600)
  expect(await knock()).toEqual({ ok: true })
})

it('believes no key for longer than a day', async () => {
  await knock()
  issuer.setBroken(true)
  seconds(25 * 3_600)
  expect(await knock()).toEqual(noKeys)
})
