import { SecretText } from '../../../src/domain/secret-text.ts'
import type { Delivered, Receipt, Verification, WriteOutcome } from '../../../src/ports.ts'

/** Reads what a reference names, as a consumer does that is told only where the value lies. */
export type Lookup = (ref: Delivered['vaultSecret']) => string | undefined

/**
 * `versions` keeps earlier values and shows what it holds, as a vault does. `fields` shows what it holds and keeps that
 * alone, as a service connection does. `jobs` does each delivery once, ever, and shows only that it was done, as a
 * runbook does. `asks` cannot show anything, as a webhook cannot. The first two get the value itself; the others read it
 * where they are told that it lies.
 */
export const placeKinds = ['versions', 'fields', 'jobs', 'asks'] as const
export type PlaceKind = (typeof placeKinds)[number]

export const placeMoods = ['ready', 'refusing', 'busy', 'slow'] as const
export type PlaceMood = (typeof placeMoods)[number]

/** One place where the application keeps its secret. */
export function createPlace(kind: PlaceKind, text: string, lookup: Lookup, isRequired: boolean) {
  const versions = [{ deliveryId: '', text }]
  const place = {
    kind,
    isRequired,
    mood: 'ready' as PlaceMood,
    /** Whether it shows what it holds, so that what somebody does there can be noticed. */
    isOpen: kind === 'versions' || kind === 'fields',
    get text(): string {
      return versions.at(-1)?.text ?? ''
    },
    get deliveryId(): string {
      return versions.at(-1)?.deliveryId ?? ''
    },
    /** Whether a person has put something there after Keyturn did. */
    get isByHand(): boolean {
      return versions.length > 1 && versions.at(-1)?.deliveryId === ''
    },
    putByHand(other: string): void {
      versions.push({ deliveryId: '', text: other })
    },
    /** What this version holds; only where each write has one. */
    at(version: string): string | undefined {
      return versions[Number(version)]?.text
    },
    write({ deliveryId, secretText, vaultSecret }: Delivered): WriteOutcome {
      if (place.mood === 'refusing') return { is: 'refused', problem: 'refused for a while' }
      if (place.mood === 'busy') return { is: 'later', problem: 'busy' }
      const isDone = kind === 'jobs' && versions.some((version) => version.deliveryId === deliveryId)
      const value = place.isOpen ? secretText.reveal() : lookup(vaultSecret)
      if (value === undefined) return { is: 'refused', problem: 'the reference leads nowhere' }
      if (!isDone && versions.at(-1)?.deliveryId !== deliveryId) versions.push({ deliveryId, text: value })
      return { is: 'written', receipt: { version: String(versions.length - 1), before: String(versions.length - 2) } }
    },
    verify({ version }: Receipt): Verification {
      if (place.mood === 'refusing') return { is: 'refused', problem: 'refused for a while' }
      if (place.mood === 'slow' || place.mood === 'busy') return { is: 'notYet', problem: 'not yet' }
      if (kind === 'asks') return { is: 'unprovable', ask: 'Look whether it works.' }
      if (kind === 'jobs' || Number(version) === versions.length - 1) return { is: 'verified', evidence: 'seen' }
      return { is: 'overwritten', problem: 'something else is there' }
    },
    readBefore({ before }: Receipt): SecretText | undefined {
      const found = versions[Number(before)]
      return found && new SecretText(found.text)
    },
  }
  return place
}

export type Place = ReturnType<typeof createPlace>
