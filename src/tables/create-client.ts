import { TableClient } from '@azure/data-tables'
import type { TokenCredential } from '@azure/identity'

export interface StorageOptions {
  /** Wins over `account`; http is for Azurite. */
  readonly connectionString?: string
  readonly account?: string
  /** Of the cloud's storage accounts; Azure's public cloud by default. */
  readonly endpointSuffix?: string
  /** Needed with `account`. */
  readonly credential?: TokenCredential
  /** Called for every HTTP request, repetitions included. */
  readonly onTransaction: () => void
}

/** A page of a thousand full rows takes seconds on a bad day; a silent connection must not stop a pass for longer. */
const TIMEOUT_MS = 30_000

/** A client for one table, which keeps its SDK's retries: three, growing waits, reads and writes alike. */
export function createClient(options: StorageOptions, tableName: string): TableClient {
  const client = connect(options, tableName)
  client.pipeline.addPolicy(
    {
      name: 'keyturnTransactions',
      sendRequest(request, next) {
        options.onTransaction()
        request.timeout ||= TIMEOUT_MS
        return next(request)
      },
    },
    { afterPhase: 'Retry' },
  )
  return client
}

function connect(options: StorageOptions, tableName: string): TableClient {
  const { connectionString, account, endpointSuffix = 'core.windows.net', credential } = options
  if (connectionString !== undefined) {
    const allowInsecureConnection = /=http(:|;|$)|^UseDevelopmentStorage=true/i.test(connectionString)
    return TableClient.fromConnectionString(connectionString, tableName, { allowInsecureConnection })
  }
  if (account === undefined || credential === undefined) {
    throw new TypeError('tables need a connection string, or an account with a credential')
  }
  return new TableClient(`https://${account}.table.${endpointSuffix}`, tableName, credential)
}
