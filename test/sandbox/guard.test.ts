import { expect, test } from 'vitest'
import { guard } from '../../src/sandbox/control/guard.ts'

function statusFor(headers: Record<string, string>): number | undefined {
  return guard(new Request('http://127.0.0.1:7400/api/state', { headers }))?.status
}

test.each(['127.0.0.1:7400', 'localhost:7400'])('lets a page of this machine read, at %s', (host) => {
  expect(statusFor({ host, origin: `http://${host}` })).toBeUndefined()
})

test.each(['evil.example', '127.0.0.1.evil.example:7400', '10.0.0.1:7400', ''])(
  'refuses whoever reached it by another name: %s',
  (host) => {
    expect(statusFor({ host })).toBe(403)
  },
)

test('refuses a page of another port', () => {
  expect(statusFor({ host: '127.0.0.1:7400', origin: 'http://127.0.0.1:7401' })).toBe(403)
})
