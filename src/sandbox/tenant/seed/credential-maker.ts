import type { StoredHolder, StoredKey, StoredPassword } from '../directory-object.ts'
import type { SignIn } from '../tenant-state.ts'
import { graphInstant } from './graph-instant.ts'
import type { Random } from './random.ts'

const dayMs = 86_400_000

export interface CredentialSpec {
  /** Days from now, negative once expired. Undefined: Entra holds no end. */
  readonly endsInDays: number | undefined
  /** 365 unless given. */
  readonly lifetimeDays?: number
  readonly displayName?: string | null
  /** Days since the last sign-in with it; undefined: none on record. */
  readonly usedDaysAgo?: number
}

/** Makes credentials relative to one moment, for one holder. */
export interface CredentialMaker {
  readonly random: Random
  password(spec: CredentialSpec): StoredPassword
  certificate(spec: CredentialSpec): StoredKey
  /** The three entries of a SAML signing certificate and its thumbprint. */
  samlSigning(
    spec: CredentialSpec,
  ): Pick<StoredHolder, 'passwordCredentials' | 'keyCredentials'> & { thumbprint: string }
}

const purposes = ['nightly job', 'production', 'deployment', 'ci', 'secret1', 'Password uploaded on', ''] as const

export function createCredentialMaker(
  random: Random,
  now: Date,
  objectId: string,
  signIns: Map<string, SignIn>,
): CredentialMaker {
  function dates({ endsInDays, lifetimeDays = 365 }: CredentialSpec) {
    const jitterMs = random.integer(dayMs / 4)
    const endMs = now.getTime() + (endsInDays ?? 0) * dayMs + jitterMs
    return {
      startDateTime: graphInstant(random, endMs - lifetimeDays * dayMs),
      endDateTime: endsInDays === undefined ? null : graphInstant(random, endMs),
    }
  }

  function signedIn<T extends { keyId: string }>(credential: T, { usedDaysAgo }: CredentialSpec): T {
    if (usedDaysAgo === undefined) return credential
    const at = new Date(now.getTime() - usedDaysAgo * dayMs - random.integer(dayMs))
    signIns.set(credential.keyId, { objectId, at })
    return credential
  }

  /** Entra's tools write thumbprints in two ways. */
  function keyIdentifier(thumbprint: string): string {
    return random.chance(0.5) ? thumbprint : Buffer.from(thumbprint, 'hex').toString('base64')
  }

  return {
    random,
    password(spec) {
      const displayName = spec.displayName === undefined ? random.pick(purposes) || null : spec.displayName
      return signedIn({ keyId: random.guid(), displayName, hint: random.hex(3), ...dates(spec) }, spec)
    },
    certificate(spec) {
      const keyId = random.guid()
      const thumbprint = random.hex(40).toUpperCase()
      const displayName = spec.displayName === undefined ? `CN=${keyId.slice(0, 8)}.contoso.example` : spec.displayName
      const kind = { type: 'AsymmetricX509Cert', usage: 'Verify', customKeyIdentifier: keyIdentifier(thumbprint) }
      return signedIn({ keyId, displayName, ...kind, ...dates(spec) }, spec)
    },
    samlSigning(spec) {
      const thumbprint = random.hex(40).toUpperCase()
      const customKeyIdentifier = keyIdentifier(thumbprint)
      const displayName = 'CN=Microsoft Azure Federated SSO Certificate'
      const shared = { customKeyIdentifier, displayName, ...dates({ lifetimeDays: 1095, ...spec }) }
      const sign = { ...shared, keyId: random.guid(), type: 'X509CertAndPassword', usage: 'Sign' }
      const verify = { ...shared, keyId: random.guid(), type: 'AsymmetricX509Cert', usage: 'Verify' }
      const password = { ...shared, keyId: sign.keyId }
      return { passwordCredentials: [password], keyCredentials: [sign, verify], thumbprint }
    },
  }
}
