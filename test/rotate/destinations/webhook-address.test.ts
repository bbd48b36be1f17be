import { isIPv6 } from 'node:net'
import { describe, expect, it } from 'vitest'
import {
  type AllowedHost,
  checkEndpoint,
  parseAllowedHost,
  type Resolve,
} from '../../../src/rotate/destinations/webhook-address.ts'

const allowed = [
  'hooks.example.com',
  'hooks.example.com:8443',
  'inside.example.com',
  'half.example.com',
  'mapped.example.com',
  'metadata.example.com',
  'unknown.example.com',
  'localhost',
  '127.0.0.1',
  '10.1.2.3',
  '169.254.169.254',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[fe80::1]',
  '[fd00::1]',
  '[64:ff9b::a9fe:a9fe]',
  'private:10.9.9.9:8443',
  'private:intranet.example.com',
].map(listed)

const records: Readonly<Record<string, readonly string[]>> = {
  'hooks.example.com': ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
  'inside.example.com': ['192.168.7.7'],
  'half.example.com': ['93.184.215.14', '10.0.0.1'],
  'mapped.example.com': ['::ffff:10.0.0.1'],
  'metadata.example.com': ['169.254.169.254'],
  'intranet.example.com': ['10.0.0.8'],
  localhost: ['::1', '127.0.0.1'],
}

describe('an address that a webhook is never sent to', () => {
  it.each([
    ['nonsense', 'no URL'],
    ['', 'no URL'],
    ['//hooks.example.com/', 'no URL'],
    ['https://', 'no URL'],
    ['https://hooks.example.com:99999/', 'no URL'],
    ['https://1.2.3.4.5.6/', 'no URL'],
    ['http://hooks.example.com/', 'not https'],
    ['HTTP://HOOKS.EXAMPLE.COM/', 'not https'],
    ['ftp://hooks.example.com/', 'not https'],
    ['file:///etc/passwd', 'not https'],
    ['wss://hooks.example.com/', 'not https'],
    ['https://ana@hooks.example.com/', 'credentials'],
    ['https://ana:word@hooks.example.com/', 'credentials'],
    ['https://hooks.example.com@evil.example/', 'credentials'],
    ['https://hooks.example.com:80/', 'port 80'],
    ['https://hooks.example.com:22/', 'port 22'],
    ['https://hooks.example.com:8444/', 'port 8444'],
    ['https://10.9.9.9/', 'port 443'],
    ['https://evil.example/', 'not on the list'],
    ['HTTPS://EVIL.EXAMPLE/', 'not on the list'],
    ['https://evil.example/#@hooks.example.com/', 'not on the list'],
    ['https://evil.example\\@hooks.example.com/', 'not on the list'],
    ['https://hooks.example.com.evil.example/', 'not on the list'],
    ['https://sub.hooks.example.com/', 'not on the list'],
    ['https://hooks.example.com./', 'not on the list'],
    ['https://hooks。example。com./', 'not on the list'],
    ['https://hooks-example.com/', 'not on the list'],
    ['https://localhost/', 'not at a public address'],
    ['HTTPS://LOCALHOST/', 'not at a public address'],
    ['https://localhost./', 'not on the list'],
    ['https://127.0.0.1/', 'not at a public address'],
    ['https://127.0.0.1./', 'not at a public address'],
    ['https://127.1/', 'not at a public address'],
    ['https://2130706433/', 'not at a public address'],
    ['https://0x7f.1/', 'not at a public address'],
    ['https://0x7f000001/', 'not at a public address'],
    ['https://0177.0.0.1/', 'not at a public address'],
    ['https://１２７.0.0.1/', 'not at a public address'],
    ['https://10.1.2.3/', 'not at a public address'],
    ['https://167838211/', 'not at a public address'],
    ['https://10.1.515/', 'not at a public address'],
    ['https://169.254.169.254/metadata/identity', 'not at a public address'],
    ['https://2852039166/', 'not at a public address'],
    ['https://0xa9.0xfe.0xa9.0xfe/', 'not at a public address'],
    ['https://[::1]/', 'not at a public address'],
    ['https://[0:0:0:0:0:0:0:1]/', 'not at a public address'],
    ['https://[::ffff:127.0.0.1]/', 'not at a public address'],
    ['https://[::ffff:7f00:1]/', 'not at a public address'],
    ['https://[fe80::1]/', 'not at a public address'],
    ['https://[fd00::1]/', 'not at a public address'],
    ['https://[64:ff9b::169.254.169.254]/', 'not at a public address'],
    ['https://0.0.0.0/', 'not on the list'],
    ['https://[::]/', 'not on the list'],
    ['https://inside.example.com/', 'not at a public address'],
    ['https://half.example.com/', 'not at a public address'],
    ['https://mapped.example.com/', 'not at a public address'],
    ['https://metadata.example.com/', 'not at a public address'],
    ['https://intranet.example.com:8443/', 'port 8443'],
  ])('is %s', async (url, why) => {
    const checked = await checkEndpoint(url, allowed, byRecord)
    expect(checked).toEqual({ is: 'refused', problem: expect.stringContaining(why) })
  })

  it('is one whose name means a public address first and a private one later', async () => {
    const answers = ['93.184.215.14', '10.0.0.1']
    const rebinding: Resolve = async () => [{ address: answers.shift() ?? '', family: 4 }]
    const check = () => checkEndpoint('https://hooks.example.com/', allowed, rebinding)
    expect(await check()).toMatchObject({ is: 'ready', addresses: [{ address: '93.184.215.14' }] })
    expect(await check()).toMatchObject({ is: 'refused' })
  })

  it('is one whose name has no address, which may pass', async () => {
    expect(await checkEndpoint('https://unknown.example.com/', allowed, byRecord)).toMatchObject({ is: 'unresolved' })
  })

  it('is told without its path and query, which may let in whoever knows them', async () => {
    const checked = await checkEndpoint('https://evil.example/path-word?sig=query-word', allowed, byRecord)
    expect(JSON.stringify(checked)).not.toMatch(/path-word|query-word/)
  })
})

describe('an address that a webhook is sent to', () => {
  it.each([
    ['https://hooks.example.com/in?x=1', 2],
    ['HTTPS://HOOKS.EXAMPLE.COM/in', 2],
    ['https://hooks.example.com:443/', 2],
    ['https://hooks.example.com:8443/', 2],
    ['https://10.9.9.9:8443/', 1],
    ['https://intranet.example.com/', 1],
  ])('is %s, with every address that was checked', async (url, addresses) => {
    const checked = await checkEndpoint(url, allowed, byRecord)
    expect(checked.is === 'ready' && checked.addresses).toHaveLength(addresses)
  })
})

describe('an entry of the list', () => {
  it.each([
    ['hooks.example.com', { hostname: 'hooks.example.com', port: 443, mayBePrivate: false }],
    ['Hooks.Example.com:8443', { hostname: 'hooks.example.com', port: 8443, mayBePrivate: false }],
    ['private:10.1.2.3:8443', { hostname: '10.1.2.3', port: 8443, mayBePrivate: true }],
    ['private:localhost:8443', { hostname: 'localhost', port: 8443, mayBePrivate: true }],
    ['private:[FD00:0::1]:8443', { hostname: '[fd00::1]', port: 8443, mayBePrivate: true }],
  ])('may be %s', (entry, host) => {
    expect(parseAllowedHost(entry)).toEqual(host)
  })

  it.each([
    '',
    'private:',
    'private:8443',
    '*.example.com',
    '*',
    'https://hooks.example.com',
    'hooks.example.com/in',
    'ana@hooks.example.com',
    'hooks.example.com.',
    'hooks.example.com:99999',
    'hooks.example.com:',
    'two words',
    '2130706433',
    '0x7f.1',
    '10.0.0.0/8',
    'fd00::1',
  ])('is never "%s"', (entry) => {
    expect(parseAllowedHost(entry)).toBeUndefined()
  })
})

async function byRecord(hostname: string) {
  const addresses = records[hostname]
  if (addresses === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
  return addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
}

function listed(entry: string): AllowedHost {
  const host = parseAllowedHost(entry)
  if (host === undefined) throw new Error(`${entry} is no entry`)
  return host
}
