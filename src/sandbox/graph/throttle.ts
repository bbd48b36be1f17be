import type { Tenant } from '../tenant/tenant.ts'
import type { Caller } from './caller.ts'
import { GraphError } from './graph-error.ts'
import { createQuota, type Quota } from './quota.ts'

/** One request, as far as quotas care. */
export interface Load {
  readonly caller: Caller
  readonly method: string
  /** Below the version. */
  readonly path: string
  readonly options: ReadonlyMap<string, string>
  readonly now: Date
  /** The request changes an application that is open to personal accounts. */
  readonly isPersonal: boolean
}

export interface ThrottleOptions {
  /** Also the limit of 150 requests a minute that select `keyCredentials`. */
  readonly limitsKeyCredentials?: boolean
}

/** Headers for an accepted request; throws the 429 for a refused one. */
export type Throttle = (load: Load) => Readonly<Record<string, string>>

/** Quotas as Microsoft documents them for identity and access, per application and tenant. */
export function createThrottle(tenant: Tenant, { limitsKeyCredentials = false }: ThrottleOptions): Throttle {
  const quotas = new Map<string, Quota>()
  const unitsInTenSeconds = unitsPerTenSeconds(tenant.people().length)

  function quota(name: string, limit: number, spanSeconds: number): Quota {
    const known = quotas.get(name) ?? createQuota(limit, spanSeconds)
    quotas.set(name, known)
    return known
  }

  return (load) => {
    const { clientId } = load.caller
    const units = resourceUnits(load)
    const resources = quota(`units ${clientId}`, unitsInTenSeconds, 10)
    const isWrite = load.method !== 'GET' && !load.path.startsWith('directoryObjects/getByIds')
    const selectsKeys = load.options.get('$select')?.includes('keyCredentials') === true

    const charges: [Quota, number, string][] = [[resources, units, 'ResourceUnitLimitExceeded']]
    if (isWrite) charges.push([quota(`writes ${clientId}`, 3_000, 150), 1, 'WriteLimitExceeded'])
    if (isWrite && load.isPersonal) charges.push([quota('personal', 60, 60), 1, 'WriteLimitExceeded'])
    if (/^(auditLogs|reports)\//i.test(load.path)) {
      charges.push([quota(`reports ${clientId}`, 5, 10), 1, 'ResourceUnitLimitExceeded'])
    }
    if (limitsKeyCredentials && selectsKeys) charges.push([quota('keys', 150, 60), 1, 'ResourceUnitLimitExceeded'])

    const refusing = charges.find(([one, cost]) => one.waitSeconds(cost, load.now) > 0)
    if (refusing !== undefined) {
      const [one, cost, reason] = refusing
      throw tooManyRequests(one.waitSeconds(cost, load.now), reason, `${clientId}/${tenant.tenantId}`, isWrite)
    }
    for (const [one, cost] of charges) one.use(cost, load.now)

    const share = resources.share(load.now)
    return {
      'x-ms-resource-unit': String(units),
      ...(share > 0.8 && { 'x-ms-throttle-limit-percentage': share.toFixed(2) }),
    }
  }
}

/** Small, medium and large tenants. */
function unitsPerTenSeconds(people: number): number {
  if (people < 50) return 3_500
  return people > 500 ? 8_000 : 5_000
}

function resourceUnits({ method, path, options }: Load): number {
  if (method !== 'GET') return 1
  const base = /^(applications|users)\b/i.test(path) ? 2 : 1
  const select = options.has('$select') ? -1 : 0
  const expand = options.has('$expand') ? 1 : 0
  const top = Number(options.get('$top') ?? 100) < 20 ? -1 : 0
  return Math.max(1, base + select + expand + top)
}

function tooManyRequests(waitSeconds: number, reason: string, scope: string, isWrite: boolean): GraphError {
  return new GraphError(429, 'TooManyRequests', 'Please retry again later.', {
    headers: {
      'retry-after': String(waitSeconds),
      'x-ms-throttle-scope': `Tenant_Application/${isWrite ? 'ReadWrite' : 'Read'}/${scope}`,
      'x-ms-throttle-information': reason,
    },
  })
}
