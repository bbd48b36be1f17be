import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { SelfSignedCertificate } from '@microsoft/microsoft-graph-types'
import { type Actor, recordCredentialChange } from './audit-entries.ts'
import type { StoredHolder, StoredKey, StoredPassword } from './directory-object.ts'
import { knownHolder } from './find-holder.ts'
import { inYears } from './in-years.ts'
import type { TenantState } from './tenant-state.ts'

export interface PasswordRequest {
  readonly displayName?: string | null
  /** Now, unless given. */
  readonly startAt?: Date
  /** Two years after the start, unless given. */
  readonly endAt?: Date
}

/** Changes to credentials; each writes an audit entry. Unknown holders throw. */
export interface Credentials {
  /** The only reply that ever carries the secret text. */
  addPassword(objectId: string, request: PasswordRequest, actor?: Actor): StoredPassword & { secretText: string }
  removePassword(objectId: string, keyId: string, actor?: Actor): 'removed' | 'absent'
  /** Replaces the whole list, as a PATCH does. */
  setKeys(objectId: string, keys: readonly StoredKey[], actor?: Actor): void
  /** Makes three entries that share `customKeyIdentifier`, and returns what Graph returns for them. */
  addTokenSigningCertificate(
    objectId: string,
    request: { readonly displayName: string; readonly endAt: Date },
    actor?: Actor,
  ): SelfSignedCertificate & { thumbprint: string }
}

export function credentialsIn(state: TenantState): Credentials {
  function write(objectId: string, change: (holder: StoredHolder) => Partial<StoredHolder>, actor?: Actor): void {
    const { kind, holder } = knownHolder(state, objectId)
    writeHolder(state, objectId, change(holder))
    recordCredentialChange(state, kind, holder, knownHolder(state, objectId).holder, actor)
  }

  return {
    addPassword(objectId, { displayName = null, startAt = state.now(), endAt = inYears(startAt, 2) }, actor) {
      const keyId = randomUUID()
      const secretText = state.secrets.issue(keyId)
      const [startDateTime, endDateTime] = [startAt.toISOString(), endAt.toISOString()]
      const password = { keyId, displayName, hint: secretText.slice(0, 3), startDateTime, endDateTime }
      write(objectId, (holder) => ({ passwordCredentials: [...holder.passwordCredentials, password] }), actor)
      return { customKeyIdentifier: null, ...password, secretText }
    },

    removePassword(objectId, keyId, actor) {
      const { holder } = knownHolder(state, objectId)
      const remaining = holder.passwordCredentials.filter((one) => one.keyId !== keyId)
      if (remaining.length === holder.passwordCredentials.length) return 'absent'
      write(objectId, () => ({ passwordCredentials: remaining }), actor)
      return 'removed'
    },

    setKeys: (objectId, keys, actor) => write(objectId, () => ({ keyCredentials: [...keys] }), actor),

    addTokenSigningCertificate(objectId, { displayName, endAt }, actor) {
      const [startDateTime, endDateTime] = [state.now().toISOString(), endAt.toISOString()]
      const certificate = randomBytes(600)
      const sha1 = createHash('sha1').update(certificate).digest()
      const customKeyIdentifier = sha1.toString('base64')
      const shared = { customKeyIdentifier, displayName, startDateTime, endDateTime }
      const type = 'AsymmetricX509Cert'
      const sign: StoredKey = { ...shared, keyId: randomUUID(), type: 'X509CertAndPassword', usage: 'Sign' }
      const verify = { ...shared, keyId: randomUUID(), type, usage: 'Verify', key: certificate.toString('base64') }
      const password: StoredPassword = { ...shared, keyId: sign.keyId }
      write(
        objectId,
        ({ passwordCredentials, keyCredentials }) => ({
          passwordCredentials: [...passwordCredentials, password],
          keyCredentials: [...keyCredentials, sign, verify],
        }),
        actor,
      )
      return { ...verify, thumbprint: sha1.toString('hex').toUpperCase() }
    },
  }
}

/** Stores a new version of a holder, whichever kind it is. */
export function writeHolder(state: TenantState, objectId: string, changes: Partial<StoredHolder>): void {
  const application = state.holders.application.get(objectId)
  if (application !== undefined) state.holders.application.write({ ...application, ...changes })
  const servicePrincipal = state.holders.servicePrincipal.get(objectId)
  if (servicePrincipal !== undefined) state.holders.servicePrincipal.write({ ...servicePrincipal, ...changes })
}
