import type { StoredServicePrincipal } from '../directory-object.ts'
import { createCredentialMaker } from './credential-maker.ts'
import type { Random } from './random.ts'
import type { SeededApplications, SeedOptions } from './seed-applications.ts'

const productNames = [
  'Northwind Mail Gateway',
  'Northwind Document Viewer',
  'Northwind Directory Sync',
  'Northwind Calendar Service',
  'Wingtip Signature',
  'Wingtip Survey',
  'Litware Scheduler',
  'Litware Whiteboard',
  'Proseware Helpdesk',
  'Proseware Telephony',
] as const

/** Other companies' products, and managed identities: what a tenant lists beside its own applications. */
export function seedForeignPrincipals(options: SeedOptions, { signIns }: SeededApplications): StoredServicePrincipal[] {
  const { random, now, count } = options
  const vendorTenantId = random.guid()
  const products = Array.from({ length: 10 + Math.floor(count / 10) }, (_, place) => {
    const product = foreignProduct(random, vendorTenantId, place)
    // Administrators can give a foreign product a secret in their own tenant; somebody did, once.
    if (place !== 0) return product
    const make = createCredentialMaker(random, now, product.id, signIns)
    return { ...product, passwordCredentials: [make.password({ endsInDays: 16 })] }
  })
  const identities = Array.from({ length: 5 + Math.floor(count / 20) }, (_, place) => {
    const identity = managedIdentity(random, place)
    const make = createCredentialMaker(random, now, identity.id, signIns)
    // Azure renews these by itself, halfway through their 90 days.
    const key = make.certificate({ endsInDays: random.between(46, 89), lifetimeDays: 90, usedDaysAgo: 0 })
    return { ...identity, keyCredentials: [key] }
  })
  return [...products, ...identities]
}

function foreignProduct(random: Random, vendorTenantId: string, place: number): StoredServicePrincipal {
  const displayName = place < productNames.length ? productNames[place] : `${random.pick(productNames)} ${place}`
  return {
    id: random.guid(),
    appId: random.guid(),
    displayName: displayName ?? null,
    signInAudience: 'AzureADMultipleOrgs',
    accountEnabled: true,
    servicePrincipalType: 'Application',
    appOwnerOrganizationId: vendorTenantId,
    passwordCredentials: [],
    keyCredentials: [],
  }
}

function managedIdentity(random: Random, place: number): StoredServicePrincipal {
  const displayName = `id-${random.pick(['web', 'jobs', 'build', 'data'])}-${place}`
  const resource = `/subscriptions/${random.guid()}/resourcegroups/rg-${place}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${displayName}`
  return {
    id: random.guid(),
    appId: random.guid(),
    displayName,
    accountEnabled: true,
    servicePrincipalType: 'ManagedIdentity',
    alternativeNames: ['isExplicit=True', resource],
    passwordCredentials: [],
    keyCredentials: [],
  }
}
