import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readWebhookKey, signWebhook } from '../../../src/rotate/destinations/webhook-message.ts'

const keyOf = (length: number) => `whsec_${randomBytes(length).toString('base64')}`

describe('the signature of a webhook', () => {
  it('is that of the example which the libraries of Standard Webhooks test with', () => {
    const key = readWebhookKey('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw') ?? Buffer.alloc(0)
    const at = new Date(1614265330_900)
    expect(signWebhook(key, 'msg_p5jXN8AQM9LWM0D4loKWxJek', at, '{"test": 2432232314}')).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  it.each([24, 32, 64])('takes a key of %i bytes', (length) => {
    expect(readWebhookKey(keyOf(length))).toHaveLength(length)
  })

  it.each([
    ['shorter', keyOf(23)],
    ['longer', keyOf(65)],
    ['without its prefix', keyOf(32).slice('whsec_'.length)],
    ['with a line break', `${keyOf(32)}\n`],
    ['not in base64', `whsec_${'*'.repeat(44)}`],
    ['with nothing after the prefix', 'whsec_'],
    ['empty', ''],
    ['for the other kind of signature', keyOf(32).replace('whsec_', 'whsk_')],
  ])('takes no key that is %s', (_, text) => {
    expect(readWebhookKey(text)).toBeUndefined()
  })
})
