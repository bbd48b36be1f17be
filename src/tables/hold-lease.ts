import { KeyturnError } from '../domain/errors.ts'
import type { Clock, Lease, Log } from '../ports.ts'
import { commitOnce } from './commit-once.ts'
import { keyOf } from './keys.ts'
import type { Table } from './table.ts'

export const leasePartition = 'lease'
export const LEASE_LIFE_MS = 30_000
const RENEWAL_MS = 10_000

export interface HeldLease {
  readonly table: Table
  readonly log: Log
  readonly clock: Clock
  readonly name: string
  readonly holder: string
  readonly etag: string
  readonly renewedAt: Date
}

/** Renews the lease until it is released or someone else has it. The timer does not keep the process alive. */
export function holdLease({ table, log, clock, name, holder, ...acquired }: HeldLease): Lease {
  const key = keyOf(name)
  let { etag, renewedAt } = acquired
  let isLost = false
  let renewal: Promise<void> | undefined

  const renew = async () => {
    // Before the request, because the row's life is counted from there.
    const askedAt = clock.now()
    const expiresAt = new Date(askedAt.getTime() + LEASE_LIFE_MS).toISOString()
    try {
      const renewed = await commitOnce(table, leasePartition, {
        is: 'replace',
        row: { key, properties: { holder, expiresAt } },
        etag,
      })
      if (renewed === undefined) {
        isLost = true
        clearInterval(timer)
      } else {
        etag = renewed
        renewedAt = askedAt
      }
    } catch (error) {
      log.warn({ lease: name, err: error }, 'could not renew a lease; trying again')
    }
  }
  const timer = setInterval(() => {
    renewal ??= renew().finally(() => {
      renewal = undefined
    })
  }, RENEWAL_MS).unref()

  return {
    assertHeld() {
      if (!isLost && clock.now().getTime() - renewedAt.getTime() < LEASE_LIFE_MS) return
      throw new KeyturnError(
        'lease-lost',
        `The lease "${name}" was not renewed in time, so another process may have taken over. This one stops; what it recorded stays and the next pass goes on from there.`,
      )
    },

    async release() {
      clearInterval(timer)
      await renewal
      if (isLost) return
      try {
        // A conflict means that someone else holds it by now.
        await table.remove(leasePartition, key, etag)
      } catch (error) {
        log.warn({ lease: name, err: error }, 'could not release a lease; it ends by itself')
      }
    },
  }
}
