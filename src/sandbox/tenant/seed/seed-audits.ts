import { recordCredentialChange } from '../audit-entries.ts'
import type { StoredPassword } from '../directory-object.ts'
import type { Tenant } from '../tenant.ts'
import type { Cast } from '../tenant-state.ts'
import { createRandom } from './random.ts'

interface Attempt {
  readonly application: string
  readonly by: keyof Cast
  readonly daysAgo: number
}

/** Oldest first, as the log is. */
const attempts: readonly Attempt[] = [
  { application: 'Fleet sensor import', by: 'administrator', daysAgo: 25 },
  { application: 'Loyalty webhook', by: 'owner', daysAgo: 19 },
  { application: 'Badge reader gateway', by: 'secondOwner', daysAgo: 12 },
]

/** Traces of people who know an application that has no owner: each tried a secret out and removed it the same day. */
export function seedAudits(tenant: Tenant, seed: number, now: Date): void {
  const random = createRandom(seed + 2)
  for (const { application: name, by, daysAgo } of attempts) {
    const application = tenant.applications().find(({ displayName }) => displayName === name)
    if (application === undefined) continue
    const tried: StoredPassword = { keyId: random.guid(), displayName: 'tried out' }
    const withTried = { ...application, passwordCredentials: [...application.passwordCredentials, tried] }
    const actor = { personId: tenant.cast[by].id }
    const atMs = now.getTime() - daysAgo * 86_400_000
    tenant.now = () => new Date(atMs)
    recordCredentialChange(tenant, 'application', application, withTried, actor)
    tenant.now = () => new Date(atMs + 3_600_000)
    recordCredentialChange(tenant, 'application', withTried, application, actor)
  }
  tenant.now = () => now
}
