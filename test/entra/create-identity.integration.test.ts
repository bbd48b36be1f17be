import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createIdentity } from '../../src/entra/create-identity.ts'
import type { Cloud } from '../../src/sandbox/cloud.ts'
import { startTestCloud } from '../support/cloud.ts'

let cloud: Cloud

beforeAll(async () => {
  cloud = await startTestCloud()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await cloud.stop()
})

it('signs in by the environment at a login host that Microsoft does not know, and asks nobody else about it', async () => {
  vi.stubEnv('AZURE_TENANT_ID', cloud.tenant.tenantId)
  vi.stubEnv('AZURE_CLIENT_ID', cloud.bot.clientId)
  vi.stubEnv('AZURE_CLIENT_SECRET', cloud.bot.clientSecret)
  const token = await createIdentity({ authorityHost: cloud.origin }).getToken(`${cloud.origin}/.default`)
  expect(token?.token).toMatch(/^ey/)
  expect(cloud.requests.count('POST', /oauth2\/v2.0\/token$/)).toBe(1)
})
