import { type FoundHolder, findHolder } from '../../tenant/find-holder.ts'
import type { SignIn } from '../../tenant/tenant-state.ts'
import { readFilter } from '../filter.ts'
import { context, type GraphCall, ok, type Reply } from '../graph-call.ts'
import { GraphError } from '../graph-error.ts'
import { positionsIn, takePage } from '../page.ts'
import { pageSize } from '../query-options.ts'
import type { Route } from '../route.ts'

export const signInActivityRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'reports/appCredentialSignInActivities',
    betaOnly: true,
    permissions: ['AuditLog.Read.All'],
    options: ['$filter', '$top', '$skiptoken'],
    answer: listActivities,
  },
]

/** Only credentials that were used have a row; the report says nothing about the others. */
function listActivities(call: GraphCall): Reply {
  if (!call.tenant.hasPremiumLicense) {
    const message = "Neither tenant is B2C or tenant doesn't have premium license"
    throw new GraphError(403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant', message)
  }
  const holds = readFilter(call.options.get('$filter'), { fields }, false)
  const rows = [...call.tenant.signIns].flatMap(([keyId, signIn]) => {
    const found = findHolder(call.tenant, signIn.objectId)
    return found && holds({ keyId, appId: found.holder.appId }) ? (rowOf(call, keyId, signIn, found) ?? []) : []
  })
  const { items, links } = takePage(call, pageSize(call.options), (position) => positionsIn(rows, position))
  return ok({ ...context(call, 'reports/appCredentialSignInActivities'), ...links, value: items })
}

interface Row {
  readonly keyId: string
  readonly appId: string
}

/** Where every simulated sign-in goes to. */
const microsoftGraph = '00000003-0000-0000-c000-000000000000'

const fields = {
  keyId: { by: ['eq'], read: ({ keyId }: Row) => keyId },
  appId: { by: ['eq'], read: ({ appId }: Row) => appId },
} as const

function rowOf(call: GraphCall, keyId: string, { at }: SignIn, { kind, holder }: FoundHolder): object | undefined {
  const password = holder.passwordCredentials.find((one) => one.keyId === keyId)
  const key = holder.keyCredentials.find((one) => one.keyId === keyId)
  const credential = password ?? key
  if (credential === undefined) return undefined
  return {
    id: Buffer.from(`${keyId}|${kind}`).toString('base64'),
    keyId,
    keyType: password === undefined ? 'certificate' : 'clientSecret',
    keyUsage: key?.usage === 'Sign' ? 'sign' : 'verify',
    appId: holder.appId,
    appObjectId: kind === 'application' ? holder.id : null,
    servicePrincipalObjectId: call.tenant.holders.servicePrincipal.byClientId(holder.appId)?.id ?? null,
    resourceId: call.tenant.holders.servicePrincipal.byClientId(microsoftGraph)?.id ?? null,
    credentialOrigin: kind,
    createdDateTime: credential.startDateTime ?? null,
    expirationDateTime: credential.endDateTime ?? null,
    signInActivity: { lastSignInDateTime: at.toISOString(), lastSignInRequestId: keyId },
  }
}
