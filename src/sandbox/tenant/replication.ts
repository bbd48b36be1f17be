/** Shows readers the version that has already spread: each write becomes visible a fixed delay after it was made. */
export interface Replication<T extends { id: string }> {
  wrote(before: T, at: Date): void
  seen(current: T, now: Date, delayMs: number): T
}

export function createReplication<T extends { id: string }>(): Replication<T> {
  const underWay = new Map<string, { readonly before: T; readonly atMs: number }[]>()
  return {
    wrote(before, at) {
      const write = { before, atMs: at.getTime() }
      const writes = underWay.get(before.id)
      if (writes === undefined) underWay.set(before.id, [write])
      else writes.push(write)
    },
    seen(current, now, delayMs) {
      const writes = underWay.get(current.id)
      if (writes === undefined) return current
      const pending = writes.filter(({ atMs }) => atMs + delayMs > now.getTime())
      if (pending.length === 0) underWay.delete(current.id)
      return pending[0]?.before ?? current
    },
  }
}
