import { type ArmStore, createArmStore } from './arm/arm-store.ts'
import type { NewestSecret } from './arm/vault-followers.ts'
import { type AutomationStore, createAutomationStore } from './automation/automation-store.ts'
import { createServiceConnections, type ServiceConnections, serviceConnection } from './devops/service-connections.ts'
import type { Tenant } from './tenant/tenant.ts'
import type { SecretStore } from './vault/secret-store.ts'
import { createVercelProjects, type VercelProjects } from './vercel/vercel-projects.ts'

/** Where secrets are used outside of Entra and the vault. */
export interface Places {
  readonly connections: ServiceConnections
  readonly vercel: VercelProjects
  /** What opens Vercel. */
  readonly vercelToken: string
  readonly automation: AutomationStore
  /** API connections, apps and role assignments of Azure. */
  readonly resources: ArmStore
}

/** Fixed, so that the README can name them. */
export const seededPlaces = {
  connectionId: '5eed0000-0000-4000-8000-000000000001',
  organization: 'contoso',
  project: 'payroll',
  vercelProject: 'payroll-portal',
  vercelVariable: 'ENTRA_CLIENT_SECRET',
} as const

/** A service connection and a website that use the tenant's first application; apps of Azure follow the vault. */
export function seedPlaces(tenant: Tenant, secrets: SecretStore, now: () => Date): Places {
  const connections = createServiceConnections(now)
  const vercel = createVercelProjects(now)
  const [first] = tenant.applications()
  const { connectionId: id, organization, project, vercelProject, vercelVariable } = seededPlaces
  connections.put({
    organization,
    access: 'administrator',
    connection: serviceConnection({
      id,
      name: 'payroll-production',
      clientId: first?.appId ?? '',
      secret: 'seeded',
      projects: [project, 'finance'],
    }),
  })
  vercel.addProject({ id: 'prj_payroll', name: vercelProject, teamId: null })
  vercel.addVariable('prj_payroll', { key: vercelVariable, value: 'seeded', target: ['production'] })
  vercel.addDeployment('prj_payroll')
  return {
    connections,
    vercel,
    vercelToken: 'simulated-vercel-token',
    automation: createAutomationStore(),
    resources: createArmStore(now, (host, name) => newestIn(secrets, host, name)),
  }
}

/** The one simulated vault is on loopback; of others nothing is known here. */
function newestIn(secrets: SecretStore, host: string, name: string): NewestSecret | undefined {
  const newest = /^localhost(:|$)/.test(host) ? secrets.get(name)?.versions.at(-1) : undefined
  return newest && { version: newest.version, value: newest.value, at: newest.createdAt }
}
