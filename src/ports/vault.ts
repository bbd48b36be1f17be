import type { VaultSecretRef } from '../domain/rotation.ts'
import type { SecretText } from '../domain/secret-text.ts'
import type { PublicCertificate } from './credentials.ts'

/** Keyturn's own vault. */
export interface Vault {
  readonly url: string
  /** Once `signal` is aborted, nothing more is sent. */
  store(secret: NewVaultSecret, signal?: AbortSignal): Promise<VaultSecretRef>
  /** The newest version; undefined where no such secret exists. */
  find(name: string): Promise<FoundVaultSecret | undefined>
  /** Throws `vault-refused` where this version is gone. */
  read(ref: VaultSecretRef): Promise<SecretText>
  remove(name: string): Promise<void>
}

export interface NewVaultSecret {
  readonly name: string
  readonly text: SecretText
  readonly endAt: Date | null
  readonly tags: Readonly<Record<string, string>>
  /** `text/plain` by default. */
  readonly contentType?: string
}

export interface FoundVaultSecret {
  readonly ref: VaultSecretRef
  readonly tags: Readonly<Record<string, string>>
  readonly contentType?: string
}

/** Certificates in Keyturn's own vault; no private key ever leaves it. Errors are `vault-*`. */
export interface CertificateVault {
  /**
   * Asks for a certificate under a name that is used once; asking again for the same name changes nothing. It may take
   * seconds (self-signed) or days (an issuer).
   */
  request(certificate: NewVaultCertificate): Promise<void>
  /** Undefined: nothing was asked for under this name. */
  find(name: string): Promise<VaultCertificate | 'pending' | { readonly failed: string } | undefined>
  /** RSASSA-PSS with SHA-256 over the data, by the private key of this version; base64url. */
  sign(ref: VaultSecretRef, data: string): Promise<string>
  remove(name: string): Promise<void>
}

export interface NewVaultCertificate {
  readonly name: string
  readonly subject: string
  /** The vault counts in months; rounded so that it never lives longer than this. */
  readonly lifetimeDays: number
  /** `Self`, or an issuer that is configured in the vault. */
  readonly issuer: string
  readonly tags: Readonly<Record<string, string>>
}

export interface VaultCertificate extends PublicCertificate {
  readonly ref: VaultSecretRef
  readonly tags: Readonly<Record<string, string>>
}
