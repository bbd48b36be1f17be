import { randomUUID } from 'node:crypto'
import type { Clock, LeaseStore } from '../ports.ts'
import { commitOnce } from './commit-once.ts'
import { holdLease, LEASE_LIFE_MS, leasePartition } from './hold-lease.ts'
import { keyOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import type { StoredRow } from './table.ts'

/** A lease is a row with its holder and its end; the insert, or the replacement under an ETag, decides who gets it. */
export function createLeaseStore({ passes: table, log }: Pick<OpenTables, 'passes' | 'log'>, clock: Clock): LeaseStore {
  return {
    async acquire(name) {
      const key = keyOf(name)
      const held = await table.get(leasePartition, key)
      const askedAt = clock.now()
      if (held !== undefined && isHeld(held, askedAt)) return undefined
      const holder = randomUUID()
      const row = { key, properties: { holder, expiresAt: new Date(askedAt.getTime() + LEASE_LIFE_MS).toISOString() } }
      const etag = await commitOnce(
        table,
        leasePartition,
        held === undefined ? { is: 'insert', row } : { is: 'replace', row, etag: held.etag },
      )
      return etag === undefined ? undefined : holdLease({ table, log, clock, name, holder, etag, renewedAt: askedAt })
    },
  }
}

/** A row without a readable end holds nothing: otherwise nobody could ever take the lease again. */
function isHeld({ properties: { expiresAt } }: StoredRow, now: Date): boolean {
  return typeof expiresAt === 'string' && Date.parse(expiresAt) > now.getTime()
}
