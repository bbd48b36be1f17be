import type { Clock } from '../../../src/ports.ts'
import { now as startOfTime } from '../../support/builders.ts'
import { createFakeStores, type FakeStores } from '../../support/fake-stores.ts'
import { silentLog } from '../../support/silent-log.ts'
import { createEntra, type Entra } from './entra.ts'
import { createOracle, type Oracle } from './oracle.ts'
import { createPlace, type Place, type PlaceKind } from './place.ts'
import { createVault, type Vault } from './vault.ts'

export interface Places {
  readonly one: boolean
  readonly two: PlaceKind | 'none'
  /** Which of them is delivered to first. */
  readonly order: readonly ('one' | 'two')[]
  /** Whether a rotation fails where it cannot reach `two`; otherwise it goes on without it. */
  readonly isTwoRequired: boolean
}

export interface RotationWorld {
  readonly clock: Clock & { at: number }
  readonly stores: FakeStores
  readonly entra: Entra
  readonly vault: Vault
  /** Ids of owners who may decide nothing at the moment. */
  readonly barred: Set<string>
  /** By name, in the order of delivery. */
  readonly places: Readonly<Record<string, Place>>
  readonly oracle: Oracle
  /** The calls so far. */
  readonly trace: string[]
}

/**
 * One application in Entra, a vault, the tables and up to two places that use its secret, all in memory and strongly
 * consistent: what lags in reality is covered by the tests of the adapters.
 */
export function createRotationWorld({ one, two, order, isTwoRequired }: Places): RotationWorld {
  const clock = { at: startOfTime.getTime(), now: () => new Date(clock.at) }
  const trace: string[] = []
  const entra = createEntra(clock)
  const vault = createVault()
  const places: Record<string, Place> = {}
  const lookup = (ref: { vaultUrl: string; name: string; version: string }) =>
    ref.vaultUrl === 'https://one.example' ? places.one?.at(ref.version) : vault.versionOf(ref)?.text
  for (const name of order) {
    const kind = name === 'two' ? two : one ? 'versions' : 'none'
    if (kind !== 'none') places[name] = createPlace(kind, entra.first.text, lookup, name === 'one' || isTwoRequired)
  }
  const oracle = createOracle({ entra, vault, places, where: () => trace.slice(-1).join() })
  return { clock, stores: createFakeStores(clock, silentLog), entra, vault, barred: new Set(), places, oracle, trace }
}
