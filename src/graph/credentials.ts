import { z } from 'zod/v4'
import { KeyturnError } from '../domain/errors.ts'
import type { HolderRef } from '../domain/holder.ts'
import { SecretText } from '../domain/secret-text.ts'
import type { Credentials } from '../ports.ts'
import { addCertificate } from './add-certificate.ts'
import type { GraphClient } from './create-graph-client.ts'
import { credentialPermission as permission } from './credential-permission.ts'
import { GraphFailure } from './graph-failure.ts'
import { guid } from './guid.ts'
import { holderPath, holderWords } from './holder-path.ts'
import { mapInstant } from './map-instant.ts'
import { parseReply } from './parse-reply.ts'
import { removeCertificate } from './remove-certificate.ts'
import { createKeyRewriter } from './rewrite-keys.ts'
import { activateSigningCertificate, addSigningCertificate } from './signing-certificates.ts'
import { takeTurns } from './take-turns.ts'

const newPasswordShape = z.object({
  keyId: guid,
  endDateTime: z.unknown().transform(mapInstant),
  secretText: z
    .string()
    .min(1)
    .transform((text) => new SecretText(text)),
})

const listedShape = z.object({ passwordCredentials: z.array(z.object({ keyId: z.string().nullable() })) })

/** The `Credentials` port on Microsoft Graph. No request that writes is repeated. */
export function createCredentials(client: GraphClient): Credentials {
  const rewriteKeys = createKeyRewriter(client)
  // Two whole lists of certificates that were made from the same one lose what the first has added.
  const inTurn = takeTurns()
  return {
    async addPassword(holder, displayName, endAt) {
      const call = { does: `add a secret to the ${holderWords(holder)}`, permission, writes: true }
      const path = `/v1.0${holderPath(holder.kind, holder.objectId)}/addPassword`
      const body = { passwordCredential: { displayName, endDateTime: endAt.toISOString() } }
      const made = parseReply(newPasswordShape, await client.post(path, body, call), call)
      return { keyId: made.keyId, endAt: made.endDateTime, secretText: made.secretText }
    },

    async removePassword(holder, keyId) {
      const call = { does: `remove a secret from the ${holderWords(holder)}`, permission, writes: true }
      try {
        await client.post(`/v1.0${holderPath(holder.kind, holder.objectId)}/removePassword`, { keyId }, call)
        return 'removed'
      } catch (error) {
        if (!isBadRequest(error)) throw error
        if (!(await hasPassword(client, holder, keyId))) return 'absent'
        throw new KeyturnError(
          'directory-conflict',
          `Keyturn could not ${call.does}: Entra lists it and does not find it, as it does for some seconds after a change. Nothing was changed. Try again in a minute.`,
          { cause: error.cause },
        )
      }
    },

    addCertificate: (holder, certificate, displayName) =>
      inTurn(holder.objectId, () => addCertificate(rewriteKeys, holder, certificate, displayName)),
    removeCertificate: (holder, keyId) => inTurn(holder.objectId, () => removeCertificate(rewriteKeys, holder, keyId)),
    addSigningCertificate: (objectId, name, endAt) =>
      inTurn(objectId, () => addSigningCertificate(client, objectId, name, endAt)),
    activateSigningCertificate: (objectId, keyId) => activateSigningCertificate(client, objectId, keyId),
  }
}

/** Graph has no code of its own for a password that is not there. */
function isBadRequest(error: unknown): error is KeyturnError {
  if (!(error instanceof KeyturnError) || !(error.cause instanceof GraphFailure)) return false
  return error.cause.status === 400 && error.cause.code === 'Request_BadRequest'
}

async function hasPassword(client: GraphClient, holder: HolderRef, keyId: string): Promise<boolean> {
  const path = `/v1.0${holderPath(holder.kind, holder.objectId)}?$select=id,passwordCredentials`
  const call = { does: `read the ${holderWords(holder)}`, permission: 'Application.Read.All' }
  const { passwordCredentials } = parseReply(listedShape, await client.get(path, call), call)
  return passwordCredentials.some((listed) => listed.keyId?.toLowerCase() === keyId.toLowerCase())
}
