import type { AppContext, Lease } from '../ports.ts'

/**
 * Work that one process at a time may do; undefined where another one is at it. What was read before may have been dealt
 * with by whoever held the lease until now, so the work reads it again.
 */
export async function underLease<Result>(
  { leases }: Pick<AppContext, 'leases'>,
  name: string,
  work: (lease: Lease) => Promise<Result>,
): Promise<Result | undefined> {
  const lease = await leases.acquire(name)
  if (lease === undefined) return undefined
  try {
    return await work(lease)
  } finally {
    await lease.release()
  }
}
