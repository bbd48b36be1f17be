import { describe, expect, it } from 'vitest'
import type { Holder } from '../../src/domain/holder.ts'
import type { Directory } from '../../src/ports.ts'
import { openEvidence } from '../../src/scan/gather-evidence.ts'
import { aCredential, anApplication, inDays } from '../support/builders.ts'
import { createFakeStores, type FakeStores } from '../support/fake-stores.ts'
import { aDirectory } from '../support/scripted-directory.ts'
import { silentLog } from '../support/silent-log.ts'

/** Two secrets that overlap for long: only their sign-ins could show that one replaces the other. */
function anUndecidedApplication(): Holder {
  const old = aCredential({ endAt: inDays(20) })
  return anApplication({ credentials: [old, aCredential({ startAt: inDays(-200), endAt: inDays(200) })] })
}

/** What one pass on that day asks about, by client id. */
async function asked(
  stores: FakeStores,
  day: number,
  holders: readonly Holder[],
  answer: Directory['lastSignIns'] = async () => new Map(),
): Promise<string[]> {
  const clientIds: string[] = []
  const directory = aDirectory({
    lastSignIns: (clientId) => {
      clientIds.push(clientId)
      return answer(clientId)
    },
  })
  const evidence = await openEvidence({ ...stores, directory, log: silentLog }, inDays(day), [30, 14, 7])
  await evidence.lookUp(holders.filter(evidence.isUndecided))
  return clientIds
}

describe('sign-ins of applications that nothing else decides', () => {
  it('are asked about in turn, so that all of them are within some passes', async () => {
    const stores = createFakeStores({ now: () => inDays(0) })
    const holders = Array.from({ length: 60 }, anUndecidedApplication)
    const passes = [await asked(stores, 0, holders), await asked(stores, 1, holders), await asked(stores, 2, holders)]
    expect(passes.map(({ length }) => length)).toEqual([25, 25, 25])
    expect(new Set(passes.flat()).size).toBe(60)
    expect(await asked(stores, 3, holders)).not.toContain(passes[2]?.at(0))
  })

  it('let the others have their turn where one of them cannot be read', async () => {
    const stores = createFakeStores({ now: () => inDays(0) })
    const holders = Array.from({ length: 3 }, anUndecidedApplication)
    const broken = holders[0]?.clientId
    const answer: Directory['lastSignIns'] = async (clientId) => {
      if (clientId === broken) throw new Error('bad moment')
      return new Map()
    }
    expect(await asked(stores, 0, holders, answer)).toEqual([broken])
    expect(await asked(stores, 1, holders, answer)).toEqual([holders[1]?.clientId, holders[2]?.clientId, broken])
  })
})
