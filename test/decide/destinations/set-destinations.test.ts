import { beforeEach, describe, expect, it } from 'vitest'
import { addDestination, removeDestination } from '../../../src/decide/destinations/set-destinations.ts'
import type { Policy } from '../../../src/domain/policy.ts'
import type { AppContext, CurrentApplication } from '../../../src/ports.ts'
import { anApplication, aPerson, now } from '../../support/builders.ts'
import { createFakeStores } from '../../support/fake-stores.ts'
import { silentLog } from '../../support/silent-log.ts'

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
    destinations: {
      keyVault: destination,
      webhook: destination,
      vercel: destination,
    } as unknown as Powers['destinations'],
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

describe('destinations', () => {
  const places = ['a', 'b', 'c'].map((name) => `https://payroll.vault.azure.net/secrets/${name}`)
  const [first = '', second = '', third = ''] = places
  const names = async () =>
    (await ctx.configured.about(holder.objectId)).map(({ target, isRequired }) =>
      target.kind === 'keyVault' ? `${target.secretName}${isRequired ? '' : '?'}` : '',
    )
  const add = (place: string, more: { isOptional?: string; isFirst?: string } = {}) =>
    addDestination(ctx, application, admin, { place, ...more })

  it('are delivered in the order in which they were added, or first where that is said', async () => {
    await add(second)
    await add(third, { isOptional: 'true' })
    await add(first, { isFirst: 'true' })
    expect(await names()).toEqual(['a', 'b', 'c?'])
  })

  it('are changed when they are added again, and what is not said stays', async () => {
    for (const place of places) await add(place)
    await add(second, { isOptional: 'true' })
    await add(third, { isOptional: 'true', isFirst: 'true' })
    expect(await names()).toEqual(['c?', 'a', 'b?'])
    await add(second, { isFirst: 'true' })
    await add(third, { isOptional: 'false' })
    expect(await names()).toEqual(['b?', 'c', 'a'])
    const again = await add(second, { isFirst: 'true' })
    expect(again).toMatchObject({ form: { problem: expect.stringContaining('there already') } })
    const events = await ctx.audit.about(holder.objectId)
    expect(events.filter(({ action }) => action === 'destination-changed')).toHaveLength(4)
    expect(events.map(({ detail }) => detail)).toContain('first, optional: Key Vault payroll.vault.azure.net, secret b')
  })

  it.each([
    'vercel:shop/ENTRA_SECRET@production?team=team_1&redeploy',
    'webhook:https://hooks.contoso.example/in',
    `${first}?grantOwnersOn=/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/payroll`,
  ])('are known again however they are stored: %s', async (place) => {
    await add(place)
    expect(await add(place)).toMatchObject({ form: { problem: expect.stringContaining('there already') } })
  })

  it('that got one position, since two people added them at once, keep one order', async () => {
    const ids = ['c', 'a', 'b']
    for (const destinationId of ids) {
      await ctx.configured.add(
        {
          destinationId,
          objectId: holder.objectId,
          position: 0,
          isRequired: true,
          target: { kind: 'webhook', url: `https://hooks.contoso.example/${destinationId}` },
          addedBy: admin,
          addedAt: destinationId === 'b' ? new Date(now.getTime() - 1) : now,
        },
        {
          eventId: destinationId,
          at: now,
          action: 'destination-added',
          actor: admin,
          holder,
          keyId: null,
          detail: '',
        },
      )
    }
    const order = (await ctx.configured.about(holder.objectId)).map(({ destinationId }) => destinationId)
    expect(order).toEqual(['b', 'a', 'c'])
  })

  it('are removed by their place, and nothing is where none is there', async () => {
    for (const place of places) await add(place)
    const wrong = await removeDestination(ctx, application, admin, { place: `${first}x` })
    expect(wrong).toMatchObject({ form: { problem: expect.stringContaining('None of its destinations') } })
    const removed = await removeDestination(ctx, application, admin, { place: ` ${second} ` })
    expect(removed).toMatchObject({ form: { news: expect.stringContaining('Removed') } })
    expect(await names()).toEqual(['a', 'c'])
  })
})
