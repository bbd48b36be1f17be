import { expect, test } from 'vitest'
import { ConnectionLost, GraphFailure, TokenUnavailable } from '../../src/graph/graph-failure.ts'
import { translateError } from '../../src/graph/translate-error.ts'

const read = { does: 'read applications', permission: 'Application.Read.All' }
const write = { does: 'add a secret', permission: 'Application.ReadWrite.All', writes: true }

function codeOf(status: number, code?: string, message = ''): string {
  return translateError(new GraphFailure(message, { status, code }), read).code
}

test('statuses and codes become stable codes', () => {
  expect(codeOf(401, 'InvalidAuthenticationToken')).toBe('directory-denied')
  expect(codeOf(403, 'Authorization_RequestDenied')).toBe('directory-denied')
  expect(codeOf(404)).toBe('directory-not-found')
  expect(codeOf(429)).toBe('directory-throttled')
  expect(codeOf(409)).toBe('directory-conflict')
  expect(codeOf(412)).toBe('directory-conflict')
  expect(codeOf(503, 'Directory_ConcurrencyViolation')).toBe('directory-conflict')
  expect(codeOf(400, 'Request_BadRequest')).toBe('directory-refused')
  expect(codeOf(302)).toBe('directory-refused')
  for (const status of [200, 408, 500, 502, 503, 504]) expect(codeOf(status)).toBe('directory-unreachable')
})

test('a denial names the call and the permission that is missing', () => {
  const error = translateError(new GraphFailure('', { status: 403, code: 'Authorization_RequestDenied' }), write)
  expect(error.message).toBe(
    "Keyturn could not add a secret: Microsoft Graph answered 403 Authorization_RequestDenied. Nothing was changed. Grant Keyturn's identity the application permission Application.ReadWrite.All, with admin consent.",
  )
})

test('a success that cannot be read is not called an answer', () => {
  const unreadable = new GraphFailure('The reply is not JSON', { status: 200 })
  expect(translateError(unreadable, read).message).toBe(
    "Keyturn could not read applications: the reply is not Microsoft Graph's, or not whole. Check GRAPH_BASE_URL, and what stands between it and Keyturn, if this lasts.",
  )
  expect(translateError(unreadable, write).message).toContain('Whether it took effect is unknown.')
})

test('a refusal by policy says which setting to change, whatever its status', () => {
  for (const status of [400, 403]) {
    const failure = new GraphFailure('', { status, code: 'CredentialInvalidLifetimeAsPerAppPolicy' })
    const error = translateError(failure, write)
    expect(error.code).toBe('directory-refused')
    expect(error.message).toContain('lower ROTATION_LIFETIME_DAYS')
  }
})

test('the limit of two secrets is recognized in each of its wordings', () => {
  for (const words of [
    'You can only add a maximum of 2 encrypted credentials.',
    'Not allowed to add 3 passwords. You can only add a maximum of 2 passwords.',
    'The credential limit has been reached. Please delete a credential.',
  ]) {
    const error = translateError(new GraphFailure(words, { status: 400, code: 'Request_BadRequest' }), write)
    expect(error.message).toContain('remove one that is no longer used')
  }
})

test('after a lost reply the effect of a write is unknown; without a token nothing was sent', () => {
  expect(translateError(new ConnectionLost('ECONNRESET'), write).message).toContain('is unknown')
  expect(translateError(new ConnectionLost('ECONNRESET'), read).message).not.toContain('unknown')
  const withoutToken = translateError(new TokenUnavailable('no identity', false), write)
  expect(withoutToken).toMatchObject({ code: 'directory-unreachable' })
  expect(withoutToken.message).toContain('Nothing was changed.')
  expect(translateError(new TokenUnavailable('bad secret', true), write).code).toBe('directory-denied')
})
