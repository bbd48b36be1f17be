import type { DirectoryAudit } from '@microsoft/microsoft-graph-types'
import { type FilterFields, fieldsNamed, readFilter } from '../filter.ts'
import { context, type GraphCall, ok, type Reply } from '../graph-call.ts'
import { takePage } from '../page.ts'
import { pageSize } from '../query-options.ts'
import type { Route } from '../route.ts'

export const auditRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'auditLogs/directoryAudits',
    permissions: ['AuditLog.Read.All'],
    options: ['$filter', '$top', '$skiptoken'],
    answer: listAudits,
  },
]

function listAudits(call: GraphCall): Reply {
  const holds = readFilter(call.options.get('$filter'), filterFields, false)
  const { audits } = call.tenant
  const { items, links } = takePage(call, pageSize(call.options), (position = audits.length - 1) =>
    newestFirst(audits, position, holds),
  )
  return ok({ ...context(call, 'auditLogs/directoryAudits'), ...links, value: items })
}

/** Positions count from the oldest, so entries that arrive between pages move none. */
function* newestFirst(
  audits: readonly DirectoryAudit[],
  position: number,
  holds: (audit: DirectoryAudit) => boolean,
): Iterable<readonly [number, DirectoryAudit]> {
  for (let at = position; at >= 0; at -= 1) {
    const audit = audits[at]
    if (audit !== undefined && holds(audit)) yield [at, audit]
  }
}

const filterFields: FilterFields<DirectoryAudit> = {
  fields: {
    activityDateTime: {
      by: ['eq', 'ge', 'le', 'gt', 'lt'],
      read: ({ activityDateTime = '' }) => new Date(activityDateTime),
    },
    ...fieldsNamed(['activityDisplayName', 'category', 'loggedByService'], ['eq', 'startswith']),
    ...fieldsNamed(['correlationId'], ['eq']),
    'initiatedBy/user/id': { by: ['eq'], read: ({ initiatedBy }) => initiatedBy?.user?.id },
    'initiatedBy/user/userPrincipalName': {
      by: ['eq', 'startswith'],
      read: ({ initiatedBy }) => initiatedBy?.user?.userPrincipalName,
    },
    'initiatedBy/app/appId': { by: ['eq'], read: ({ initiatedBy }) => initiatedBy?.app?.appId },
  },
  collections: { targetResources: ({ targetResources }) => targetResources ?? [] },
}
