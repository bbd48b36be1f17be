import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Knows the secrets made while the tenant runs, by hash alone. */
export interface SecretRegister {
  /** A new secret text; this is the only time that it is known. */
  issue(keyId: string): string
  matches(keyId: string, secretText: string): boolean
}

export function createSecretRegister(): SecretRegister {
  const hashes = new Map<string, Buffer>()
  return {
    issue(keyId) {
      const random = randomBytes(30).toString('base64url')
      // Entra's own texts have this shape: 40 characters, a digit and "Q~" after the first three.
      const secretText = `${random.slice(0, 3)}8Q~${random.slice(3, 37)}`
      hashes.set(keyId, hash(secretText))
      return secretText
    },
    matches(keyId, secretText) {
      const known = hashes.get(keyId)
      return known !== undefined && timingSafeEqual(known, hash(secretText))
    },
  }
}

function hash(secretText: string): Buffer {
  return createHash('sha256').update(secretText).digest()
}
