import { expect, it } from 'vitest'
import { applyImportLine } from '../../../src/decide/import/apply-import-line.ts'
import type { Holder } from '../../../src/domain/holder.ts'
import type { ImportOutcome, OwnerImport } from '../../../src/domain/owner-import.ts'
import type { AppContext } from '../../../src/ports.ts'
import { anApplication, anOwner, aPerson, now } from '../../support/builders.ts'
import { aDirectory } from '../../support/scripted-directory.ts'

const administrator = aPerson()

async function outcomeOf(holder: Holder): Promise<ImportOutcome | undefined> {
  const line = { line: 1, holder, person: administrator, outcome: null }
  const ownerImport: OwnerImport = {
    importId: 'one',
    by: administrator,
    at: now,
    isCancelled: false,
    lines: [line],
    problems: [],
  }
  const settled: ImportOutcome[] = []
  const ctx = {
    directory: aDirectory({
      people: async () => new Map([[administrator.personId, { ...administrator, manager: null }]]),
      holder: async () => holder,
      addOwner: async () => 'added',
    }),
    policy: { administrators: { personIds: [administrator.personId], groupId: undefined } },
    audit: { record: async () => {} },
    imports: { settle: async (_: unknown, __: number, outcome: ImportOutcome) => void settled.push(outcome) },
    clock: { now: () => now },
  }
  await applyImportLine(ctx as unknown as AppContext, ownerImport, line)
  return settled[0]
}

it('an import gives nobody an orphan by their own word', async () => {
  expect(await outcomeOf(anApplication({ owners: [] }))).toMatchObject({
    is: 'failed',
    problem: expect.stringContaining('a second person has to agree'),
  })
})

it('an administrator may add themselves beside an owner', async () => {
  expect(await outcomeOf(anApplication({ owners: [anOwner()] }))).toEqual({ is: 'added' })
})
