import { randomUUID } from 'node:crypto'
import type { TransactionAction } from '@azure/data-tables'
import { KeyturnError } from '../domain/errors.ts'
import type { Clock, LeaseStore, Log } from '../ports.ts'
import type { Table } from './table.ts'

const LIFE_MS = 30_000
const RENEW_EVERY_MS = 10_000
const PARTITION = 'lease'

/**
 * Partition `lease` of `keyturnPasses`. Held by whoever's id is in the row until the instant in it; renewed every ten
 * seconds, so a process that dies gives way within half a minute.
 */
export function createLeaseTable(table: Table, clock: Clock, log: Log): LeaseStore {
  return {
    async acquire(name) {
      const holder = randomUUID()
      const row = () => ({
        partitionKey: PARTITION,
        rowKey: name,
        holder,
        untilAt: new Date(clock.now().getTime() + LIFE_MS),
      })
      const current = await table.get(PARTITION, name)
      const isHeld = current?.untilAt instanceof Date && current.untilAt > clock.now() && current.holder !== ''
      if (isHeld) return undefined
      const write: TransactionAction =
        current === undefined ? ['create', row()] : ['update', row(), 'Replace', { etag: current.etag ?? '' }]
      const outcome = await table.submit([write])
      if (outcome === 'conflict' && (await table.get(PARTITION, name))?.holder !== holder) return undefined

      let heldUntil = clock.now().getTime() + LIFE_MS
      let isLost = false
      const renew = async () => {
        const stored = await table.get(PARTITION, name)
        if (stored?.holder !== holder) {
          isLost = true
          return
        }
        const until = row()
        const renewed = await table.submit([['update', until, 'Replace', { etag: stored.etag ?? '' }]])
        if (renewed === 'done') heldUntil = until.untilAt.getTime()
      }
      const timer = setInterval(() => {
        renew().catch((error) => log.warn({ lease: name, error: String(error) }, 'Lease was not renewed'))
      }, RENEW_EVERY_MS).unref()

      return {
        assertHeld() {
          if (!isLost && clock.now().getTime() < heldUntil) return
          throw new KeyturnError(
            'lease-lost',
            `Another process may have taken over the ${name}, so this one stops. What it recorded stands.`,
          )
        },
        async release() {
          clearInterval(timer)
          const stored = await table.get(PARTITION, name)
          if (stored?.holder !== holder) return
          await table.submit([['delete', { partitionKey: PARTITION, rowKey: name }]])
        },
      }
    },
  }
}
