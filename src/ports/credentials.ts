import type { HolderRef } from '../domain/holder.ts'
import type { SecretText } from '../domain/secret-text.ts'
import type { VaultCertificate } from './vault.ts'

/**
 * Credentials of one holder. No write is ever repeated by any layer below: after an error the effect is unknown
 * unless the code says otherwise (`directory-denied`, `directory-refused`, `directory-throttled`: no effect).
 */
export interface Credentials {
  addPassword(holder: HolderRef, displayName: string, endAt: Date): Promise<NewPassword>
  removePassword(holder: HolderRef, keyId: string): Promise<'removed' | 'absent'>
  /**
   * Adds a certificate's public key beside those that are there: Entra takes the whole list only, so it is read, written
   * and read again, and a concurrent change of another writer is put right. `already-there`: by its thumbprint.
   */
  addCertificate(holder: HolderRef, certificate: PublicCertificate, displayName: string): Promise<AddedCertificate>
  /** Takes it out of the list, all others as they are. */
  removeCertificate(holder: HolderRef, keyId: string): Promise<'removed' | 'absent'>
  /** Makes the next SAML signing certificate of a service principal, not in use yet; its private key stays in Entra. */
  addSigningCertificate(objectId: string, displayName: string, endAt: Date): Promise<SigningCertificate>
  /** From now on Entra signs with it; relying parties that do not trust it fail. */
  activateSigningCertificate(objectId: string, keyId: string): Promise<void>
}

export interface PublicCertificate {
  /** Base64 of the DER form. */
  readonly der: string
  readonly startAt: Date
  readonly endAt: Date
}

export interface AddedCertificate {
  readonly keyId: string
  readonly outcome: 'added' | 'already-there'
}

export interface SigningCertificate {
  readonly keyId: string
  readonly thumbprint: string
  readonly endAt: Date | null
}

export interface NewPassword {
  readonly keyId: string
  readonly endAt: Date | null
  readonly secretText: SecretText
}

/** Shows that a credential works, by signing in with it. Throws `proof-unreachable` where Entra does not answer. */
export interface SignInProof {
  withSecret(clientId: string, secretText: SecretText): Promise<ProofOutcome>
  /** By a client assertion that the vault signs; throws `vault-*` where it does not. */
  withCertificate(clientId: string, certificate: VaultCertificate): Promise<ProofOutcome>
}

export type ProofOutcome =
  | { readonly is: 'proved' }
  /** Refused as a fresh credential is before it has spread, which takes seconds to minutes; a wrong one looks the same. */
  | { readonly is: 'notYet' }
  /** Entra knows this very credential and refuses it for good, since its time is over. */
  | { readonly is: 'expired' }
  /** Entra refuses this sign-in for another reason, so nothing is proved either way; says which, and whether it will stay. */
  | { readonly is: 'unprovable'; readonly why: string; readonly isLasting: boolean }
