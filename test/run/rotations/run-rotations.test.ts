import { expect, it } from 'vitest'
import type { AppContext } from '../../../src/ports.ts'
import { runOpenRotations } from '../../../src/run/rotations/run-rotations.ts'
import { anApplication, aRotation, inDays, now } from '../../support/builders.ts'
import { createFakeStores } from '../../support/fake-stores.ts'
import { aDirectory } from '../../support/scripted-directory.ts'
import { silentLog } from '../../support/silent-log.ts'
import { anEvent } from '../../tables/contracts/records.ts'

it('a rotation that others have gone on with since the look began is left to them', async () => {
  const clock = { now: () => now }
  const stores = createFakeStores(clock)
  const holder = anApplication()
  const rotation = aRotation({ holder, state: 'soaking', nextStepAt: now })
  await stores.rotations.start(rotation, anEvent({ holder }))
  const found = await stores.rotations.open()
  const [stored] = found
  if (stored === undefined) throw new Error('no rotation')
  await stores.rotations.move(stored, { ...rotation, nextStepAt: inDays(1) }, null)
  let readings = 0
  const readHolder = async () => {
    readings += 1
    return holder
  }
  const ctx = {
    ...stores,
    rotations: { ...stores.rotations, open: async () => found, get: stores.rotations.get },
    clock,
    log: silentLog,
    policy: { dryRun: false },
    directory: aDirectory({ holder: readHolder }),
  } as unknown as AppContext
  expect(await runOpenRotations(ctx)).toEqual(now)
  expect(readings).toBe(0)
})
