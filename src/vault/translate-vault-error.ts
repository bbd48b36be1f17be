import { isRestError, type RestError } from '@azure/keyvault-secrets'
import { z } from 'zod/v4'
import { type ErrorCode, KeyturnError } from '../domain/errors.ts'

/** What a request is for, in words that complete "Keyturn could not …". */
export interface VaultCall {
  readonly does: string
  readonly writes: boolean
  /** The Azure role that it takes, where it is not `Key Vault Secrets Officer`. */
  readonly role?: string
}

/**
 * Status and codes of a failure, nothing else: the library's error holds the request with the secret text in its body,
 * and its message may quote a reply that repeats it.
 */
class VaultFailure extends Error {
  override readonly name = 'VaultFailure'
  readonly status: number | undefined
  readonly code: string | undefined

  constructor(status: number | undefined, code: string | undefined) {
    super([status ?? 'no reply', code].filter(Boolean).join(' '))
    this.status = status
    this.code = code
  }
}

/** The reason behind the reason, such as `ForbiddenByFirewall` under `Forbidden`. */
const detailsShape = z.object({ error: z.object({ innerError: z.object({ code: z.string() }) }) })

export function statusOf(error: unknown): number | undefined {
  return isRestError(error) ? error.statusCode : undefined
}

/** For a write, `vault-unreachable` leaves its effect unknown; the other codes mean that nothing was stored. */
export function translateVaultError(error: unknown, call: VaultCall): KeyturnError {
  if (error instanceof KeyturnError) return error
  const failure = failureOf(error)
  const code = codeFor(failure, error)
  const unknown = code === 'vault-unreachable' ? 'Whether it took effect is unknown.' : 'Nothing was changed.'
  const message = [
    `Keyturn could not ${call.does}: Key Vault answered ${failure.message}.`,
    call.writes && unknown,
    remedyFor(code, failure, call),
  ]
  return new KeyturnError(code, message.filter(Boolean).join(' '), { cause: failure })
}

function failureOf(error: unknown): VaultFailure {
  if (isRestError(error)) return new VaultFailure(error.statusCode, innerCode(error) ?? error.code)
  return new VaultFailure(undefined, error instanceof Error ? error.name : undefined)
}

function innerCode(error: RestError): string | undefined {
  return detailsShape.safeParse(error.details).data?.error.innerError.code
}

function codeFor({ status }: VaultFailure, error: unknown): ErrorCode {
  if (error instanceof Error && error.name === 'AuthenticationError') return 'vault-denied'
  if (status === 401 || status === 403) return 'vault-denied'
  if (status === undefined || status < 300 || status === 408 || status === 429 || status >= 500) {
    return 'vault-unreachable'
  }
  return 'vault-refused'
}

function remedyFor(code: ErrorCode, failure: VaultFailure, call: VaultCall): string {
  if (code === 'vault-unreachable') return 'Check KEY_VAULT_URL and the network if this lasts.'
  if (failure.code === 'ForbiddenByFirewall' || failure.code === 'ForbiddenByConnection') {
    return "Let Keyturn through the vault's network rules."
  }
  const { role = 'Key Vault Secrets Officer' } = call
  if (code === 'vault-denied') return `Grant Keyturn's identity the role "${role}" on the vault.`
  if (failure.status === 409) return 'Something deleted holds this name: recover or purge it in the vault.'
  return 'Check KEY_VAULT_URL and the limits of the vault.'
}
