import { z } from 'zod/v4'
import type { SkipReason } from '../domain/skip-reason.ts'
import type { PassRecord, PassStore } from '../ports.ts'
import { decodeRow, encode } from './codec.ts'
import { keyOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import { rowsOf } from './read-rows.ts'
import { instant, oneOf } from './shapes.ts'

const PARTITION = 'pass'
/** More passes than this in a row that never ended are a failure worth more than a line in `/status`. */
const ENDED_WITHIN = 20
/** The last instant a date can hold, in milliseconds. */
const LAST_MS = 8_640_000_000_000_000

const skipReasonShape = oneOf<SkipReason>({
  excluded: true,
  superseded: true,
  'in-rotation': true,
  'renewal-approved': true,
  snoozed: true,
  unattended: true,
  'already-alerted': true,
  'no-recipient': true,
  undeliverable: true,
})

const summaryShape = z.object({
  // Passes that were recorded before this was do not say.
  dryRun: z.boolean().catch(false),
  applications: z.number(),
  servicePrincipals: z.number(),
  credentials: z.number(),
  findings: z.number(),
  orphaned: z.number(),
  notifications: z.number(),
  rotationsStarted: z.number(),
  skipped: z.partialRecord(skipReasonShape, z.number()),
  failures: z.number(),
  problems: z.array(z.string()),
  graphRequests: z.number(),
  tableTransactions: z.number(),
  durationMs: z.number(),
})

const passShape = z.object({
  passId: z.string(),
  startedAt: instant,
  endedAt: instant.nullable(),
  summary: summaryShape.nullable(),
})

/** One row for each pass; `end` replaces what `begin` wrote. */
export function createPassStore({ passes: table }: Pick<OpenTables, 'passes'>): PassStore {
  const write = async (pass: PassRecord) => {
    await table.write(PARTITION, [{ is: 'upsert', row: { key: keyFor(pass), properties: encode(pass) } }])
  }
  return {
    begin: write,
    end: write,
    async last() {
      const [row] = await rowsOf(table, { partition: PARTITION, limit: 1 })
      return row && decodeRow(passShape, table.name, row)
    },

    async lastEnded() {
      const rows = await rowsOf(table, { partition: PARTITION, limit: ENDED_WITHIN })
      return rows.map((row) => decodeRow(passShape, table.name, row)).find(({ endedAt }) => endedAt !== null)
    },
  }
}

/** Counts down, so that the newest pass is the first row. */
function keyFor({ startedAt, passId }: PassRecord): string {
  return keyOf(String(LAST_MS - startedAt.getTime()).padStart(16, '0'), passId)
}
