import { describe, expect, it } from 'vitest'
import type { OwnerImport } from '../../../src/domain/owner-import.ts'
import { anId, aPerson, inDays, now } from '../../support/builders.ts'
import { hostileTexts, type StoresUnderTest } from './fixture.ts'
import { aHolderRef } from './records.ts'

export function importStoreContract(under: () => StoresUnderTest): void {
  const imports = () => under().stores.imports

  describe('imports', () => {
    it('come back as they were previewed, for the person who made them alone', async () => {
      const stored = anImport()
      const { importId, by } = stored
      await imports().create(stored)
      expect(await imports().get(by.personId, importId)).toEqual(stored)
      expect(await imports().of(by.personId)).toEqual([stored])
      expect(await imports().get(anId(), importId)).toBeUndefined()
      expect(await imports().of(anId())).toEqual([])
    })

    it('hold 500 lines, and what became of each', async () => {
      const stored = anImport({ lines: Array.from({ length: 500 }, (_, index) => aLine(index + 1)) })
      const { importId, by } = stored
      await imports().create(stored)
      await imports().settle(stored, 1, { is: 'added' })
      await imports().settle(stored, 11, { is: 'failed', problem: hostileTexts.join() })
      await imports().settle(stored, 500, { is: 'added' })
      await imports().settle(stored, 500, { is: 'alreadyOwner' })
      const found = await imports().get(by.personId, importId)
      expect(found?.lines.filter(({ outcome }) => outcome !== null)).toEqual([
        { ...stored.lines[0], outcome: { is: 'added' } },
        { ...stored.lines[10], outcome: { is: 'failed', problem: hostileTexts.join() } },
        { ...stored.lines[499], outcome: { is: 'alreadyOwner' } },
      ])
    })

    it('can be cancelled', async () => {
      const stored = anImport()
      await imports().create(stored)
      await imports().cancel(stored)
      expect(await imports().get(stored.by.personId, stored.importId)).toEqual({ ...stored, isCancelled: true })
    })

    it('are gone a day later, with the next one', async () => {
      const old = anImport({ lines: Array.from({ length: 150 }, (_, index) => aLine(index + 1)) })
      const recent = anImport({ by: old.by, at: inDays(0.5) })
      const next = anImport({ by: old.by, at: inDays(1) })
      await imports().create(old)
      for (const { line } of old.lines) await imports().settle(old, line, { is: 'added' })
      await imports().create(recent)
      await imports().create(next)
      const left = await imports().of(old.by.personId)
      expect(left.map(({ importId }) => importId).toSorted()).toEqual([recent.importId, next.importId].toSorted())
    })
  })
}

function anImport(changes: Partial<OwnerImport> = {}): OwnerImport {
  const { personId, displayName } = aPerson()
  return {
    importId: anId(),
    by: { personId, displayName },
    at: now,
    isCancelled: false,
    lines: [aLine(1)],
    problems: [{ line: 2, text: 'No application.', given: 'x, y' }],
    ...changes,
  }
}

function aLine(line: number): OwnerImport['lines'][number] {
  return { line, holder: aHolderRef(), person: { personId: anId(), displayName: 'Ana Ruiz' }, outcome: null }
}
