import { createRandom } from './seed/random.ts'
import { seedApplications } from './seed/seed-applications.ts'
import { seedAudits } from './seed/seed-audits.ts'
import { seedForeignPrincipals } from './seed/seed-foreign-principals.ts'
import { seedGrants } from './seed/seed-grants.ts'
import { seedPeople } from './seed/seed-people.ts'
import { createTenant, type Tenant } from './tenant.ts'

export interface SeedTenantOptions {
  /** App registrations; service principals come on top. */
  readonly applications: number
  /** Equal seeds make equal tenants, for equal other options. */
  readonly seed: number
  /** All dates are relative to it. */
  readonly now: Date
  readonly tenantId?: string
}

/** An invented company with everything that real tenants hold. With 50 applications or more, every case occurs. */
export function seedTenant({ applications: count, seed, now, tenantId: givenId }: SeedTenantOptions): Tenant {
  const random = createRandom(seed)
  const tenantId = givenId ?? random.guid()
  const people = seedPeople(random, Math.min(20_000, 60 + Math.floor(count / 5)))
  const options = { random, now, tenantId, count }
  const seeded = seedApplications(options, people)
  const foreign = seedForeignPrincipals(options, seeded)
  const { apis, grants } = seedGrants(seed, now, seeded.servicePrincipals)
  const tenant = createTenant({
    ...people,
    ...seeded,
    servicePrincipals: [...seeded.servicePrincipals, ...foreign, ...apis],
    grants,
    tenantId,
    organizationName: 'Contoso (simulated)',
    now,
  })
  seedAudits(tenant, seed, now)
  return tenant
}
