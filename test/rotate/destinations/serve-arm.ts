import { createArmHandler } from '../../../src/sandbox/arm/arm-handler.ts'
import { type ArmStore, createArmStore } from '../../../src/sandbox/arm/arm-store.ts'
import { type ServedApi, serveApi } from '../../support/serve-api.ts'
import { clientId } from './delivered.ts'

export const token = 'Bearer arm-token'
export const resourceGroup = '/subscriptions/5d1c1a2b-0000-4000-8000-000000000001/resourceGroups/rg-Pay.roll/providers'
export const vaultUrl = 'https://keyturn.vault.azure.net'
export const secretName = 'keyturn-payroll'

export interface ServedArm extends ServedApi {
  readonly store: ArmStore
  /** Secrets with which Entra signs in. */
  readonly known: Set<string>
  readonly time: { now: Date }
  readonly options: { baseUrl: string; authorization: () => Promise<string>; retryDelayMs: number }
  /** How many requests with this method since the last reset. */
  count(method: string): number
  /** Everything as at the start: no resources, no faults, nothing counted. */
  reset(): void
}

export async function serveArm(): Promise<ServedArm> {
  const time = { now: new Date('2026-05-04T08:00:00Z') }
  const known = new Set<string>()
  const store = createArmStore(() => time.now)
  const handle = createArmHandler({
    store,
    authenticate: async (authorization) =>
      authorization === token ? { clientId: 'keyturn', permissions: new Set() } : undefined,
    signsIn: (id, secret) => id.toLowerCase() === clientId && known.has(secret),
  })
  const api = await serveApi(handle)
  let counted = 0
  return {
    ...api,
    store,
    known,
    time,
    options: { baseUrl: api.origin, authorization: async () => token, retryDelayMs: 1 },
    count: (method) => api.requests.slice(counted).filter((one) => one.startsWith(`${method} `)).length,
    reset() {
      store.clear()
      known.clear()
      api.faults.clear()
      time.now = new Date('2026-05-04T08:00:00Z')
      counted = api.requests.length
    },
  }
}

export function later(date: Date, minutes: number): Date {
  return new Date(date.getTime() + minutes * 60_000)
}
