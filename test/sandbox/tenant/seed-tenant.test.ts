import { describe, expect, it } from 'vitest'
import type { StoredHolder } from '../../../src/sandbox/tenant/directory-object.ts'
import { seedTenant } from '../../../src/sandbox/tenant/seed-tenant.ts'
import type { Tenant } from '../../../src/sandbox/tenant/tenant.ts'

const dayMs = 86_400_000
const now = new Date('2026-05-01T12:00:00Z')
const seed = (applications: number, seedNumber = 1) => seedTenant({ applications, seed: seedNumber, now })

function credentialsOf(holder: StoredHolder) {
  return [...holder.passwordCredentials, ...holder.keyCredentials]
}

function daysLeft({ endDateTime }: { endDateTime?: string | null | undefined }): number {
  return endDateTime == null ? Number.NaN : (Date.parse(endDateTime) - now.getTime()) / dayMs
}

/** Ends within 30 days, or has ended with nothing left to use. */
function isDue(holder: StoredHolder): boolean {
  const days = credentialsOf(holder).map(daysLeft)
  if (days.length > 0 && days.every((left) => left <= 0)) return true
  const isReplaced = holder.passwordCredentials.some(({ displayName }) => displayName === 'production 2026')
  return !isReplaced && days.some((left) => left > 0 && left <= 30)
}

function everything(tenant: Tenant) {
  return [tenant.tenantId, tenant.people(), tenant.applications(), tenant.servicePrincipals(), [...tenant.ownerIds]]
}

describe('the seeded tenant', () => {
  it('is the same for the same seed and another for another', () => {
    expect(everything(seed(80))).toEqual(everything(seed(80)))
    expect(everything(seed(80))).not.toEqual(everything(seed(80, 2)))
  })

  it.each([0, 1, 7, 50, 300, 2000])('holds exactly the %i applications asked for', (count) => {
    const tenant = seed(count)
    expect(tenant.applications()).toHaveLength(count)
    const holders = [...tenant.applications(), ...tenant.servicePrincipals()]
    const ids = [...holders, ...tenant.people()].map(({ id }) => id)
    const keyIds = tenant
      .applications()
      .flatMap(credentialsOf)
      .map(({ keyId }) => keyId)
    for (const each of [ids, keyIds]) expect(new Set(each).size).toBe(each.length)
    for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  })

  it('is seeded with 12,000 applications in less than two seconds', () => {
    const startedMs = performance.now()
    seed(12_000)
    expect(performance.now() - startedMs).toBeLessThan(2_000)
  })

  it('has something due on about one application in eight, in every stage', () => {
    const applications = seed(12_000).applications()
    const share = applications.filter(isDue).length / applications.length
    expect(share).toBeGreaterThan(0.1)
    expect(share).toBeLessThan(0.14)
    const days = applications.flatMap(credentialsOf).map(daysLeft)
    const count = (from: number, to: number) => days.filter((left) => left > from && left <= to).length
    expect(count(0, 7)).toBeGreaterThan(100)
    expect(count(7, 14)).toBeGreaterThan(count(0, 7))
    expect(count(14, 30)).toBeGreaterThan(count(7, 14))
    expect(applications.filter((one) => credentialsOf(one).length === 0).length).toBeGreaterThan(4_000)
  })

  it('gives each of the cast what the walk-through needs', () => {
    const tenant = seed(300)
    const { owner, secondOwner, manager, administrator } = tenant.cast
    for (const person of [owner, secondOwner, manager, administrator]) {
      expect(person).toMatchObject({ accountEnabled: true, mail: expect.stringContaining('@contoso.example') })
    }
    expect(tenant.managerOf(owner.id)).toBe(manager)
    expect(tenant.managerOf(secondOwner.id)).toBe(manager)
    const due = tenant.applications().filter(isDue)
    const owners = due.map(({ id }) => tenant.ownersOf(id).map(({ object }) => object.id))
    for (const person of [owner, secondOwner]) {
      expect(owners.filter((ids) => ids.includes(person.id)).length).toBeGreaterThanOrEqual(3)
    }
    expect(owners).toContainEqual([owner.id])
    expect(owners).toContainEqual([owner.id, secondOwner.id])
    const members = tenant.transitiveMembersOf(tenant.administratorsGroupId).map(({ object }) => object)
    expect(members).toContain(administrator)
  })

  it('gives everybody but one person a manager, without circles', () => {
    const tenant = seed(300)
    const members = tenant.people().filter(({ userType }) => userType === 'Member')
    const withoutManager = members.filter(({ id }) => tenant.managerOf(id) === undefined)
    expect(withoutManager).toMatchObject([{ jobTitle: 'Chief Executive Officer' }])
    for (const { id } of members) {
      let [above, levels] = [tenant.managerOf(id), 0]
      while (above !== undefined && levels < 10) [above, levels] = [tenant.managerOf(above.id), levels + 1]
      expect(levels).toBeLessThan(10)
    }
  })

  it('invents nobody who exists: all addresses end in .example', () => {
    for (const { userPrincipalName, mail } of seed(300).people()) {
      expect(userPrincipalName).toMatch(/@contoso\.example$/)
      expect(mail ?? '@x.example').toMatch(/\.example$/)
    }
  })

  it('has owners of every kind', () => {
    const tenant = seed(300)
    const lists = tenant.applications().map(({ id }) => tenant.ownersOf(id))
    for (const length of [0, 1, 2, 25]) expect(lists.map((list) => list.length)).toContain(length)
    const all = lists.flat()
    expect(all.some(({ type }) => type === 'servicePrincipal')).toBe(true)
    const people = all.flatMap((entry) => (entry.type === 'user' ? entry.object : []))
    expect(people.some(({ userType }) => userType === 'Guest')).toBe(true)
    expect(people.some(({ accountEnabled }) => !accountEnabled)).toBe(true)
  })

  it.each([
    ['no end', ({ endDateTime }: { endDateTime?: unknown }) => endDateTime === null],
    ['an end that never comes', ({ endDateTime }: { endDateTime?: unknown }) => endDateTime === '2299-12-31T23:59:59Z'],
    ['seven digits', ({ endDateTime }: { endDateTime?: unknown }) => /\.\d{7}Z$/.test(String(endDateTime))],
    ['no fraction', ({ endDateTime }: { endDateTime?: unknown }) => /:\d\dZ$/.test(String(endDateTime))],
    ['no name', ({ displayName }: { displayName?: unknown }) => displayName === null],
    [
      'a later start',
      ({ startDateTime = '' }: { startDateTime?: string | null }) => Date.parse(startDateTime ?? '') > now.getTime(),
    ],
    [
      'a hex identifier',
      ({ customKeyIdentifier = '' }: { customKeyIdentifier?: string | null }) =>
        /^[\dA-F]{40}$/.test(customKeyIdentifier ?? ''),
    ],
    [
      'a base64 identifier',
      ({ customKeyIdentifier = '' }: { customKeyIdentifier?: string | null }) =>
        /^[\w+/]{27}=$/.test(customKeyIdentifier ?? ''),
    ],
  ])('has credentials with %s', (_, holds) => {
    expect(seed(300).applications().flatMap(credentialsOf).some(holds)).toBe(true)
  })

  it('has replaced secrets, and secrets side by side that replace nothing', () => {
    const pairs = seed(300)
      .applications()
      .filter(({ passwordCredentials }) => passwordCredentials.length === 2)
    const gaps = pairs.flatMap(({ passwordCredentials: [one, other] }) => {
      const isPair = one !== undefined && other !== undefined && daysLeft(one) > 0 && daysLeft(one) < 30
      if (!isPair || daysLeft(other) - daysLeft(one) < 30) return []
      return (Date.parse(one.endDateTime ?? '') - Date.parse(other.startDateTime ?? '')) / dayMs
    })
    expect(gaps.some((gap) => gap > 0 && gap < 60)).toBe(true)
    expect(gaps.some((gap) => gap > 60)).toBe(true)
  })

  it('has SAML signing certificates of three entries each', () => {
    const saml = seed(300)
      .servicePrincipals()
      .filter((one) => one.preferredSingleSignOnMode === 'saml')
    expect(saml.some(({ keyCredentials: [key] }) => key !== undefined && daysLeft(key) > 0 && daysLeft(key) < 30)).toBe(
      true,
    )
    for (const { passwordCredentials, keyCredentials, preferredTokenSigningKeyThumbprint } of saml) {
      const [sign, verify] = keyCredentials
      const [password] = passwordCredentials
      const identifier = verify?.customKeyIdentifier ?? ''
      const thumbprint = identifier.length === 40 ? identifier : Buffer.from(identifier, 'base64').toString('hex')
      expect(thumbprint.toUpperCase()).toBe(preferredTokenSigningKeyThumbprint)
      expect(sign).toMatchObject({ usage: 'Sign', keyId: password?.keyId, customKeyIdentifier: identifier })
      expect(verify).toMatchObject({ usage: 'Verify' })
      expect(password?.customKeyIdentifier).toBe(identifier)
    }
  })

  it('has service principals of every origin', () => {
    const tenant = seed(300)
    const principals = tenant.servicePrincipals()
    const own = principals.filter(({ appOwnerOrganizationId }) => appOwnerOrganizationId === tenant.tenantId)
    expect(own.length).toBeGreaterThan(200)
    expect(own.length).toBeLessThan(300)
    expect(principals.some(({ servicePrincipalType }) => servicePrincipalType === 'ManagedIdentity')).toBe(true)
    const foreign = principals.filter(
      (one) => one.appOwnerOrganizationId !== undefined && one.appOwnerOrganizationId !== tenant.tenantId,
    )
    expect(foreign.length).toBeGreaterThan(10)
    expect(own.some((one) => !one.preferredSingleSignOnMode && one.passwordCredentials.length > 0)).toBe(true)
  })

  it.each([
    ['a Markdown link', /\[.+\]\(https:/],
    ['a date function', /\{\{DATE\(/],
    ['a template expression', /\$\{\$root/],
    ['markup', /<script>/],
    ['a direction override', /\u202e/],
    ['a line break', /\n/],
    ['200 characters or more', /^.{200,}$/],
    ['an emoji', /\p{Extended_Pictographic}/u],
    ['a mention', /<at>/],
    ['nothing but space', /^\s+$/],
  ])('has a name with %s', (_, pattern) => {
    expect(
      seed(300)
        .applications()
        .some(({ displayName }) => pattern.test(displayName ?? '')),
    ).toBe(true)
  })

  it('has a nameless application, personal audiences and agent blueprints', () => {
    const applications = seed(300).applications()
    expect(applications.some(({ displayName }) => displayName === null)).toBe(true)
    expect(applications.some((one) => one.signInAudience === 'AzureADandPersonalMicrosoftAccount')).toBe(true)
    expect(applications.some((one) => one['@odata.type'] !== undefined)).toBe(true)
  })
})
