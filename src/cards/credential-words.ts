import { isAttemptMarker } from '../domain/attempt-marker.ts'
import type { Credential } from '../domain/credential.ts'
import { type HolderRef, holderName } from '../domain/holder.ts'
import { type PersonRef, personName } from '../domain/person.ts'
import { andMore } from './count-words.ts'
import { inertName, inertText } from './neutralize.ts'

export function kindWords(credential: Pick<Credential, 'kind'> & { readonly isSamlSigning?: boolean }): string {
  if (credential.kind === 'password') return 'client secret'
  return credential.isSamlSigning === true ? 'SAML signing certificate' : 'certificate'
}

/** The credential's name, or one that tells unnamed credentials apart. */
export function credentialName(credential: Pick<Credential, 'displayName' | 'kind' | 'keyId'>): string {
  // Keyturn's own names are for machines.
  if (isAttemptMarker(credential.displayName))
    return `Secret made by Keyturn (${inertText(credential.keyId).slice(0, 8)})`
  return inertName(
    credential.displayName,
    `Unnamed ${kindWords(credential)} ${inertText(credential.keyId).slice(0, 8)}`,
  )
}

/** "client secret, starts with abc…" */
export function credentialAbout(credential: Credential): string {
  const hint = inertText(credential.hint ?? '', 8)
  return hint === '' ? kindWords(credential) : `${kindWords(credential)}, starts with ${hint}…`
}

export function inertHolderName(holder: HolderRef): string {
  return inertName(holderName(holder), 'Unnamed application')
}

export function inertPersonName(person: PersonRef): string {
  return inertName(personName(person), 'Somebody')
}

/** "Ana Ruiz, Bo Berg and 3 more"; empty for nobody. Only what is shown is named. */
export function nameList<Named>(
  all: readonly Named[],
  nameOf: (one: Named) => string,
  shown: number,
  separator = ', ',
): string {
  return [all.slice(0, shown).map(nameOf).join(separator), andMore(all.length - shown)].filter(Boolean).join(' ')
}

export function holderAbout(holder: HolderRef): string {
  return `${holderKindWords(holder)}, client ID ${inertText(holder.clientId)}`
}

export function holderKindWords(holder: Pick<HolderRef, 'kind'>): string {
  return holder.kind === 'application' ? 'Application' : 'Service principal'
}
