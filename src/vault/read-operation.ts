import type { CertificateClient } from '@azure/keyvault-certificates'
import { z } from 'zod/v4'
import { KeyturnError } from '../domain/errors.ts'
import { runVaultCall } from './run-vault-call.ts'
import type { VaultCall } from './translate-vault-error.ts'
import { perRequest } from './vault-client-options.ts'

const text = z.string().nullish()
const operationShape = z.object({
  status: z.string(),
  target: text,
  error: z.object({ code: text, message: text }).nullish(),
})

/** The making of a certificate, which the vault remembers after it has ended. */
export type VaultOperation = z.output<typeof operationShape>

/**
 * One GET; undefined where nothing was asked for under this name. The library's own poller reads the newest certificate
 * before and after, and fails with it where there is none yet.
 */
export async function readOperation(
  client: CertificateClient,
  name: string,
  call: VaultCall,
): Promise<VaultOperation | undefined> {
  let reply: unknown
  const onResponse = ({ parsedBody }: { parsedBody?: unknown }) => {
    reply = parsedBody
  }
  const send = () => client.getCertificateVersion(name, 'pending', { ...perRequest, onResponse })
  const found = await runVaultCall(call, send, 404)
  if (found === undefined) return undefined
  const operation = operationShape.safeParse(reply)
  if (operation.success) return operation.data
  throw new KeyturnError('vault-unreachable', `Keyturn could not ${call.does}: the reply is not Key Vault's.`)
}
