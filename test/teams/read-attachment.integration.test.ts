import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAttachments } from '../../src/teams/read-attachment.ts'
import { type HttpStandIn, startHttpStandIn } from '../support/http-stand-in.ts'

let server: HttpStandIn
const local = createAttachments({ allowsLoopback: true })
const deployed = createAttachments({ allowsLoopback: false })

beforeEach(async () => {
  server = await startHttpStandIn()
})
afterEach(() => server.finish())

describe('an attached file', () => {
  it('is read, redirects on its own server included', async () => {
    server.expect('GET /a', { status: 302, headers: { location: '/b' } })
    server.expect('GET /b', { body: 'id,ana' })
    expect(await local.read(`${server.origin}/a`)).toBe('id,ana')
  })

  it.each([
    ['no redirect to another server', { status: 302, headers: { location: 'http://localhost:1/' } }, 'another server'],
    ['no endless redirect', { status: 301, headers: { location: '/a' } }, 'in circles'],
    ['nothing above 1 MB', { body: 'x'.repeat(1_000_001) }, 'larger than 1 MB'],
    ['no half file', { body: 'x'.repeat(1_000), drop: 'within' }, 'did not answer'],
    ['no error page', { status: 404, body: 'not found' }, 'answered 404'],
  ] as const)('is %s', async (_, reply, message) => {
    const times = message === 'in circles' ? 4 : 1
    for (let time = 0; time < times; time += 1) server.expect('GET /a', reply)
    await expect(local.read(`${server.origin}/a`)).rejects.toMatchObject({
      code: 'attachment-refused',
      message: expect.stringContaining(message),
    })
  })

  it.each([
    ['http://127.0.0.1:1/', 'not https'],
    ['https://127.0.0.1:1/', 'not public'],
    ['https://localhost:1/', 'not public'],
    ['https://[::1]:1/', 'not public'],
    ['https://[::ffff:169.254.169.254]/', 'not public'],
    ['https://2130706433/', 'not public'],
    ['file:///etc/passwd', 'not https'],
    ['nonsense', 'no URL'],
  ])('is never fetched from %s', async (url, message) => {
    await expect(deployed.read(url)).rejects.toThrow(message)
  })

  it('is fetched from loopback in local work alone, and from no other private address even then', async () => {
    await expect(local.read('https://10.0.0.1/')).rejects.toThrow('not public')
    await expect(local.read('http://10.0.0.1/')).rejects.toThrow('not https')
  })
})
