import type { HolderKind } from '../../tenant/directory-object.ts'
import { context, type GraphCall, ok, type Reply } from '../graph-call.ts'
import type { Route } from '../route.ts'
import { holderAsked } from './holder-asked.ts'

const method = 'GET'
const permissions = [
  'Policy.Read.All',
  'Policy.Read.ApplicationConfiguration',
  'Policy.ReadWrite.ApplicationConfiguration',
]

export const policyRoutes: readonly Route[] = [
  { method, path: 'policies/defaultAppManagementPolicy', permissions, answer: tenantPolicy },
  { method, path: 'applications/{}/appManagementPolicies', permissions, answer: assignedPolicies('application') },
  {
    method,
    path: 'servicePrincipals/{}/appManagementPolicies',
    permissions,
    answer: assignedPolicies('servicePrincipal'),
  },
]

function tenantPolicy(call: GraphCall): Reply {
  return ok({ ...context(call, 'policies/defaultAppManagementPolicy/$entity'), ...call.tenant.appManagementPolicy })
}

function assignedPolicies(kind: HolderKind): (call: GraphCall) => Reply {
  return (call) => {
    const assigned = call.tenant.assignedPolicies.get(holderAsked(call, kind).id)
    return ok({ ...context(call, 'policies/appManagementPolicies'), value: assigned === undefined ? [] : [assigned] })
  }
}
