import { RestError } from '@azure/data-tables'
import { KeyturnError } from '../domain/errors.ts'

const CONFLICTS: readonly unknown[] = [404, 409, 412]

/** A row was there already, was gone or had changed; not: the whole table is missing. */
export function isConflict(error: unknown): boolean {
  return error instanceof RestError && CONFLICTS.includes(error.statusCode) && !isTableMissing(error)
}

export function isMissingRow(error: unknown): boolean {
  return error instanceof RestError && error.statusCode === 404 && !isTableMissing(error)
}

/** What failed, for which table, and what to do; the service's own words stay in `cause`. */
export function translateError(error: unknown, table: string): KeyturnError {
  if (error instanceof KeyturnError) return error
  const status = error instanceof RestError ? error.statusCode : undefined
  if (status === 401 || status === 403) {
    return new KeyturnError(
      'tables-denied',
      `Table Storage denied access to ${table} (status ${status}). Nothing was read or written. Give Keyturn's identity the role "Storage Table Data Contributor" on the storage account and let its network through the account's firewall.`,
      { cause: error },
    )
  }
  if (isWithoutToken(error)) {
    return new KeyturnError(
      'tables-denied',
      `Keyturn's identity got no token for table ${table}. Nothing was read or written. Check the managed identity, or sign in on a developer's machine; it needs the role "Storage Table Data Contributor".`,
      { cause: error },
    )
  }
  if (status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429) {
    return new KeyturnError(
      'tables-refused',
      `Table Storage refused a request to ${table} (status ${status}). Nothing was written by it.`,
      { cause: error },
    )
  }
  return new KeyturnError(
    'tables-unreachable',
    `The table ${table} did not answer${status === undefined ? '' : ` (status ${status})`}. If something was being written, whether it was recorded is unknown until it is read again. Check the storage account and the network to it.`,
    { cause: error },
  )
}

function isTableMissing(error: RestError): boolean {
  return error.code === 'TableNotFound' || JSON.stringify(error.details ?? null).includes('TableNotFound')
}

/** Errors of `@azure/identity`, by name because the package's classes differ between its copies. */
function isWithoutToken(error: unknown): boolean {
  const names = [
    'CredentialUnavailableError',
    'AuthenticationError',
    'AggregateAuthenticationError',
    'AuthenticationRequiredError',
  ]
  return error instanceof Error && names.includes(error.name)
}
