import { beforeEach, describe, expect, it } from 'vitest'
import { addDestination } from '../../src/decide/set-destinations.ts'
import type { Policy } from '../../src/domain/policy.ts'
import type { AppContext, CurrentApplication } from '../../src/ports.ts'
import { anApplication, aPerson, now } from '../support/builders.ts'
import { createFakeStores } from '../support/fake-stores.ts'
import { silentLog } from '../support/silent-log.ts'

const admin = aPerson()
const holder = anApplication()
const application = { holder } as CurrentApplication
type Powers = Parameters<typeof addDestination>[0] & Pick<AppContext, 'audit'>
let ctx: Powers

beforeEach(() => {
  const clock = { now: () => now }
  const destination = { inspect: async () => ({ is: 'ready', facts: ['It can take a secret.'] }) }
  const { configured, audit } = createFakeStores(clock)
  ctx = {
    configured,
    audit,
    clock,
    log: silentLog,
    policy: { administrators: { personIds: [admin.personId] } } as unknown as Policy,
    directory: { people: async () => new Map([[admin.personId, admin]]) } as unknown as Powers['directory'],
    destinations: { keyVault: destination, webhook: destination } as unknown as Powers['destinations'],
    vault: { url: 'https://keyturn.vault.azure.net' } as Powers['vault'],
  }
})

describe('the history of an application', () => {
  it('tells of a webhook its host alone, since the rest of its address may be what opens it', async () => {
    const place = 'webhook:https://hooks.contoso.example/in/s3cr3t-path?token=s3cr3t-query'
    await addDestination(ctx, application, admin, { place, isOptional: 'true' })
    const events = await ctx.audit.about(holder.objectId)
    expect(events).toMatchObject([
      { action: 'destination-added', detail: 'optional: webhook at hooks.contoso.example' },
    ])
    expect(JSON.stringify(events)).not.toContain('s3cr3t')
  })
})
