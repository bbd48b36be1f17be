import { TableClient } from '@azure/data-tables'
import type { TokenCredential } from '@azure/identity'
import type { AppContext, Clock, Log } from '../ports.ts'
import { createConversationTable } from './conversation-table.ts'
import { createHolderTable } from './holder-table.ts'
import { createLeaseTable } from './lease-table.ts'
import { createPassTable } from './pass-table.ts'
import { createPeopleTable } from './people-table.ts'
import { createApprovalTable, createAuditTable, createCardTable } from './record-tables.ts'
import { createRotationTable } from './rotation-table.ts'
import { openTable } from './table.ts'

export type Stores = Pick<
  AppContext,
  'holders' | 'people' | 'cards' | 'rotations' | 'approvals' | 'audit' | 'passes' | 'leases' | 'conversations'
> & {
  /** Throws unless the tables answer. */
  ping(): Promise<void>
}

export type StoresOptions = {
  readonly credential: TokenCredential
  readonly clock: Clock
  readonly logger: Log
  /** Called for every HTTP request to the tables, repeated ones included. */
  readonly onTransaction: () => void
} & ({ readonly connectionString: string } | { readonly account: string; readonly endpointSuffix: string })

/** Opens the tables and creates those that are missing. */
export async function createStores(options: StoresOptions): Promise<Stores> {
  const { clock, logger } = options
  const names = ['keyturnHolders', 'keyturnPeople', 'keyturnRecords', 'keyturnConversations', 'keyturnPasses'] as const
  const clients = names.map((name) => createClient(options, name))
  await Promise.all(clients.map((client) => client.createTable()))
  const [holders, people, records, conversations, passes] = clients.map(openTable)
  if (!holders || !people || !records || !conversations || !passes) throw new RangeError('every table has a client')
  return {
    holders: createHolderTable(holders, logger),
    people: createPeopleTable(people, logger),
    cards: createCardTable(records, logger),
    rotations: createRotationTable(records, logger),
    approvals: createApprovalTable(records, logger),
    audit: createAuditTable(records, logger),
    conversations: createConversationTable(conversations, logger),
    passes: createPassTable(passes),
    leases: createLeaseTable(passes, clock, logger),
    async ping() {
      await passes.get('lease', 'pass')
    },
  }
}

function createClient(options: StoresOptions, name: string): TableClient {
  const client =
    'connectionString' in options
      ? TableClient.fromConnectionString(options.connectionString, name, { allowInsecureConnection: true })
      : new TableClient(`https://${options.account}.table.${options.endpointSuffix}`, name, options.credential)
  client.pipeline.addPolicy(
    {
      name: 'countTransactions',
      sendRequest(request, next) {
        options.onTransaction()
        return next(request)
      },
    },
    { phase: 'Sign' },
  )
  return client
}
