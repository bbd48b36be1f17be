import { describe, expect, it } from 'vitest'
import type { ScanSummary } from '../../../src/domain/scan-summary.ts'
import { inDays } from '../../support/builders.ts'
import type { StoresUnderTest } from './fixture.ts'

const summary: ScanSummary = {
  applications: 3,
  servicePrincipals: 2,
  credentials: 9,
  findings: 4,
  orphaned: 1,
  notifications: 2,
  rotationsStarted: 0,
  skipped: { snoozed: 1, 'no-recipient': 1 },
  failures: 1,
  problems: [`The owner of "O'Brien" could not be read.`],
  graphRequests: 11,
  tableTransactions: 40,
  durationMs: 1500,
  dryRun: true,
}

export function passStoreContract(under: () => StoresUnderTest): void {
  const passes = () => under().stores.passes

  describe('passes', () => {
    it('are none before the first; then the one begun last is the last, whichever ends last', async () => {
      expect(await passes().last()).toBeUndefined()
      expect(await passes().lastEnded()).toBeUndefined()
      const first = { passId: 'one', startedAt: inDays(1), endedAt: null, summary: null }
      const second = { passId: 'two', startedAt: inDays(2), endedAt: null, summary: null }
      await passes().begin(first)
      expect(await passes().last()).toEqual(first)
      await passes().begin(second)
      await passes().end({ ...first, endedAt: inDays(3), summary })
      expect(await passes().last()).toEqual(second)
      expect(await passes().lastEnded()).toMatchObject({ passId: 'one', summary })
      const ended = { ...second, endedAt: inDays(4), summary }
      await passes().end(ended)
      expect(await passes().last()).toEqual(ended)
    })
  })
}
