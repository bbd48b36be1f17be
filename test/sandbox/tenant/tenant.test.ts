import { describe, expect, it } from 'vitest'
import { seedTenant } from '../../../src/sandbox/tenant/seed-tenant.ts'

const start = new Date('2026-05-01T12:00:00Z')
const later = (ms: number) => new Date(start.getTime() + ms)

function aTenant() {
  const tenant = seedTenant({ applications: 60, seed: 3, now: start })
  const [application] = tenant.applications()
  return { tenant, objectId: application?.id ?? '', clientId: application?.appId ?? '' }
}

describe('a secret', () => {
  it('is accepted until it ends, and no other text ever is', () => {
    const { tenant, objectId, clientId } = aTenant()
    const { secretText } = tenant.addPassword(objectId, { startAt: start, endAt: later(1_000) })
    expect(tenant.acceptsSecret(clientId, secretText, later(999))).toBe('accepted')
    expect(tenant.acceptsSecret(clientId, secretText, later(1_000))).toBe('expired-secret')
    expect(tenant.acceptsSecret(clientId, `${secretText}x`, start)).toBe('invalid-secret')
    expect(tenant.acceptsSecret('someone-else', secretText, start)).toBe('unknown-application')
    expect(tenant.acceptsSecret(tenant.applications()[1]?.appId ?? '', secretText, start)).toBe('invalid-secret')
  })

  it('is not accepted before it starts, nor after it was removed', () => {
    const { tenant, objectId, clientId } = aTenant()
    const future = tenant.addPassword(objectId, { startAt: later(1_000) })
    expect(tenant.acceptsSecret(clientId, future.secretText, start)).toBe('invalid-secret')
    expect(tenant.removePassword(objectId, future.keyId)).toBe('removed')
    expect(tenant.removePassword(objectId, future.keyId)).toBe('absent')
    expect(tenant.acceptsSecret(clientId, future.secretText, later(2_000))).toBe('invalid-secret')
  })

  it('spreads before it is accepted, and goes on working while its removal spreads', () => {
    const { tenant, objectId, clientId } = aTenant()
    tenant.replicationDelayMs = 4_000
    const { keyId, secretText } = tenant.addPassword(objectId, {})
    expect(tenant.acceptsSecret(clientId, secretText, later(3_999))).toBe('not-yet-replicated')
    expect(tenant.acceptsSecret(clientId, secretText, later(4_000))).toBe('accepted')
    tenant.now = () => later(10_000)
    tenant.removePassword(objectId, keyId)
    expect(tenant.acceptsSecret(clientId, secretText, later(13_999))).toBe('accepted')
    expect(tenant.acceptsSecret(clientId, secretText, later(14_000))).toBe('invalid-secret')
  })

  it('of the service principal opens its application too', () => {
    const { tenant, clientId } = aTenant()
    const { id = '' } = tenant.servicePrincipals().find(({ appId }) => appId === clientId) ?? {}
    const { secretText } = tenant.addPassword(id, {})
    expect(tenant.acceptsSecret(clientId, secretText, start)).toBe('accepted')
  })

  it('is nowhere in the tenant in plain text', () => {
    const { tenant, objectId } = aTenant()
    const { secretText } = tenant.addPassword(objectId, { displayName: 'outside' })
    expect(tenant.applications()[0]?.passwordCredentials).toMatchObject([{}, { displayName: 'outside' }])
    expect(JSON.stringify([tenant.applications(), tenant.audits, [...tenant.signIns]])).not.toContain(secretText)
  })
})

describe('several writes', () => {
  it('become visible one after the other', () => {
    const { tenant, objectId } = aTenant()
    tenant.replicationDelayMs = 4_000
    const seen = (atMs: number) => {
      tenant.now = () => later(atMs)
      return tenant.holders.application.seen(objectId)?.passwordCredentials.length
    }
    tenant.addPassword(objectId, {})
    expect(seen(1_000)).toBe(1)
    tenant.addPassword(objectId, {})
    expect([seen(3_999), seen(4_000), seen(4_999), seen(5_000)]).toEqual([1, 2, 2, 3])
  })
})

describe('a person', () => {
  it('who leaves disappears everywhere, and returns with every link', () => {
    const { tenant, objectId } = aTenant()
    const { owner, manager } = tenant.cast
    tenant.leave(owner.id)
    tenant.leave(manager.id)
    expect(tenant.people()).not.toContain(owner)
    expect(tenant.ownersOf(objectId)).toEqual([])
    expect(tenant.managerOf(tenant.cast.secondOwner.id)).toBeUndefined()
    const activities = tenant.audits.slice(-2).map(({ activityDisplayName }) => activityDisplayName)
    expect(activities).toEqual(['Delete user', 'Delete user'])
    tenant.restore(owner.id)
    tenant.restore(manager.id)
    expect(tenant.ownersOf(objectId)).toMatchObject([{ object: { id: owner.id, deletedDateTime: null } }])
    expect(tenant.managerOf(owner.id)).toBe(manager)
  })

  it('unknown to the tenant cannot leave', () => {
    const { tenant } = aTenant()
    expect(() => tenant.leave('nobody')).toThrow('no person nobody')
    expect(() => tenant.setAccountEnabled('nobody', false)).toThrow('no person nobody')
    expect(() => tenant.addPassword('nothing', {})).toThrow('no application or service principal nothing')
  })
})
