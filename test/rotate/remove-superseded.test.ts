import { expect, it } from 'vitest'
import type { Credentials } from '../../src/ports.ts'
import { removeSuperseded } from '../../src/rotate/remove-superseded.ts'
import { aCredential, anApplication, aPerson, now } from '../support/builders.ts'
import { createFakeStores } from '../support/fake-stores.ts'
import { aDirectory } from '../support/scripted-directory.ts'
import { silentLog } from '../support/silent-log.ts'

it('of two people who remove the same secret, the one who was first is named', async () => {
  const clock = { now: () => now }
  const stores = createFakeStores(clock)
  const [ana, bo] = [aPerson(), aPerson()]
  const old = aCredential()
  const holder = anApplication({ credentials: [old] })
  const outcomes = ['removed', 'absent'] as const
  let asked = 0
  const credentials = { removePassword: async () => outcomes[asked++] } as unknown as Credentials
  const ctx = { ...stores, clock, credentials, directory: aDirectory({}), log: silentLog }
  for (const by of [ana, bo]) {
    expect(await removeSuperseded(ctx, { holder, old, by })).toEqual({ is: 'removed' })
  }
  const { removals } = await stores.approvals.about(holder.objectId)
  expect(removals.map(({ removedBy }) => removedBy.personId)).toEqual([ana.personId])
})
