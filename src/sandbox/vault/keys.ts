import { createPublicKey } from 'node:crypto'
import { z } from 'zod/v4'
import { readJson, refuseBody } from './read-json.ts'
import { signDigest } from './sign-digest.ts'
import { badParameter, vaultError } from './vault-error.ts'
import type { VaultCall } from './vault-handler.ts'

const digestBytes = 32
const signing = z.object({
  alg: z.literal('PS256'),
  value: z.base64url().transform((text) => Buffer.from(text, 'base64url')),
})

/**
 * The keys of certificates, which have their names and versions: shown without the private part, and signing. The words
 * of a refusal rest on memory.
 */
export async function answerKeys({ request, certificates, origin, name, rest, action }: VaultCall): Promise<Response> {
  const certificate = certificates.get(name)
  const found = certificate?.versions.find(({ version }) => version === rest)
  if (found === undefined || certificates.statusOf(found) !== 'completed') {
    return vaultError(404, 'KeyNotFound', `A key with (name/id) ${name}/${rest} was not found in this key vault.`)
  }
  const kid = `${origin}/keys/${name}/${rest}`
  switch (`${request.method} ${action}`) {
    case 'GET ': {
      const { kty, n, e } = createPublicKey(found.privateKey).export({ format: 'jwk' })
      return Response.json({ key: { kid, kty, n, e, key_ops: ['sign', 'verify'] }, managed: true, tags: found.tags })
    }
    case 'POST sign':
      try {
        const { value } = signing.parse(await readJson(request))
        if (value.length !== digestBytes) return badParameter(`The digest has ${value.length} bytes, not 32.`)
        return Response.json({ kid, value: signDigest(found.privateKey, value).toString('base64url') })
      } catch (error) {
        return refuseBody(error)
      }
    default:
      return badParameter(`${request.method} is not supported here.`)
  }
}
