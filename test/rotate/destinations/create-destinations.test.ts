import { describe, expect, it } from 'vitest'
import type { VercelTarget } from '../../../src/domain/destination.ts'
import type { Vault } from '../../../src/ports.ts'
import { createDestinations } from '../../../src/rotate/destinations/create-destinations.ts'
import { delivered } from './delivered.ts'

const vault = { url: 'https://keyturn.vault.azure.net', find: async () => undefined } as unknown as Vault
const { webhook, vercel } = createDestinations({
  resourceManagerUrl: 'https://management.azure.com',
  devOpsUrl: 'https://dev.azure.com',
  vercelUrl: 'https://api.vercel.example',
  webhookHosts: ['private:127.0.0.1'],
  vercelTokenSecret: 'vercel-token',
  webhookKeySecret: 'webhook-key',
  authorize: async () => 'Bearer x',
  vault,
  vaultAt: () => vault,
  now: () => new Date('2026-03-01T08:00:00Z'),
})

const hook = { kind: 'webhook', url: 'https://127.0.0.1/in' } as const
const variable: VercelTarget = {
  kind: 'vercel',
  project: 'shop',
  teamId: null,
  variable: 'CLIENT_SECRET',
  environments: ['production'],
  redeploys: true,
}

describe('a place that needs a secret of its own', () => {
  it.each([
    ['webhook-key', 'write', () => webhook.write(hook, delivered())],
    ['webhook-key', 'inspect', () => webhook.inspect(hook, delivered())],
    ['vercel-token', 'write', () => vercel.write(variable, delivered())],
    ['vercel-token', 'inspect', () => vercel.inspect(variable, delivered())],
    ['vercel-token', 'verify', () => vercel.verify(variable, {}, delivered())],
  ])('is refused at once while the vault does not hold %s: %s', async (name, _, work) => {
    const problem = expect.stringContaining(`no secret ${name}`)
    expect(await work()).toEqual({ is: 'refused', problem })
  })
})
