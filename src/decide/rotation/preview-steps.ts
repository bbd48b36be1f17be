import type { Credential } from '../../domain/credential.ts'
import { wholeDays } from '../../domain/lifetime.ts'

/** A label and what would happen. */
export type Step = readonly [string, string]

export interface Making {
  readonly wantedDays: number
  /** By the tenant's policy. */
  readonly longestDays: number | undefined
  readonly vaultUrl: string
  /** Destinations that would get it. */
  readonly taking: readonly unknown[]
}

/** Entra makes signing certificates for these many days; see `rotate/mint-signing.ts`. */
const SIGNING_DAYS = { least: 365, most: 3 * 365 }

/** How the new one comes to be, until somebody could get it. */
export function makingSteps(credential: Pick<Credential, 'kind' | 'isSamlSigning'>, making: Making): Step[] {
  const { wantedDays, longestDays, vaultUrl, taking } = making
  if (credential.isSamlSigning) {
    const asked = Math.min(Math.max(wantedDays, SIGNING_DAYS.least), SIGNING_DAYS.most)
    const days = wholeDays(Math.min(asked, longestDays ?? asked))
    const made = `Entra makes the next signing certificate, valid for ${days} days, and does not use it yet. Its private key stays in Entra.`
    return [['Make', made]]
  }
  const isSecret = credential.kind === 'password'
  const days = Math.min(wantedDays, longestDays ?? wantedDays)
  const what = isSecret ? 'A new secret in Entra' : 'A certificate in the vault, and its public key in Entra'
  return [
    [
      'Make',
      `${what}, valid for ${wholeDays(days)} days${days < wantedDays ? ', which is as long as the policy allows' : ''}.`,
    ],
    [
      'Keep',
      isSecret
        ? `Its text goes into ${vaultUrl}, and nowhere else before that.`
        : `Its private key stays in ${vaultUrl}; who gets it is told where it is.`,
    ],
    [
      'Prove',
      taking.length === 0
        ? 'It is tried by signing in.'
        : 'It has to sign in five times in a row before anybody gets it.',
    ],
  ]
}

/** What becomes of the old one. */
export function lastSteps(
  { kind, isSamlSigning }: Pick<Credential, 'kind' | 'isSamlSigning'>,
  places: number,
  soakHours: number,
): Step[] {
  if (isSamlSigning) {
    return [
      ['Wait', 'The application that trusts it has to be given the new one; then somebody chooses Confirm deployed.'],
      ['Activate', 'From then on Entra signs with the new one. The old one is left to end by itself.'],
    ]
  }
  const old = `the old ${kind === 'password' ? 'secret' : 'certificate'}`
  const removed = `Then ${old} is removed from Entra.`
  if (places === 0) {
    return [
      ['Wait', 'There is no destination, so somebody deploys it by hand and chooses Confirm deployed.'],
      ['Remove', removed],
    ]
  }
  return [
    ['Wait', `${soakHours} hours, in which Undo puts ${old} back wherever it is known.`],
    ['Check', 'Every destination still has it, it signs in, and nobody has used the old one since.'],
    ['Remove', removed],
  ]
}
