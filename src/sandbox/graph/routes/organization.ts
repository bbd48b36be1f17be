import { context, type GraphCall, ok, type Reply } from '../graph-call.ts'
import type { Route } from '../route.ts'

export const organizationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'organization',
    permissions: ['Organization.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
    answer: organization,
  },
]

function organization(call: GraphCall): Reply {
  const { tenantId: id, organizationName: displayName } = call.tenant
  const verifiedDomains = [{ name: 'contoso.example', isDefault: true, isInitial: true, type: 'Managed' }]
  return ok({ ...context(call, 'organization'), value: [{ id, displayName, tenantType: 'AAD', verifiedDomains }] })
}
