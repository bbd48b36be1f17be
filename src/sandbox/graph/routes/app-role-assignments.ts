import { context, type GraphCall, ok, type Reply } from '../graph-call.ts'
import { positionsIn, takePage } from '../page.ts'
import { pageSize } from '../query-options.ts'
import type { Route } from '../route.ts'
import { holderAsked } from './holder-asked.ts'

export const appRoleAssignmentRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'servicePrincipals/{}/appRoleAssignments',
    permissions: [
      'Application.Read.All',
      'Application.ReadWrite.All',
      'AppRoleAssignment.ReadWrite.All',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
    ],
    options: ['$top', '$skiptoken'],
    answer: listAssignments,
  },
]

function listAssignments(call: GraphCall): Reply {
  const { id } = holderAsked(call, 'servicePrincipal')
  const grants = call.tenant.grants.get(id) ?? []
  const { items, links } = takePage(call, pageSize(call.options), (position) => positionsIn(grants, position))
  return ok({ ...context(call, `servicePrincipals('${id}')/appRoleAssignments`), ...links, value: items })
}
