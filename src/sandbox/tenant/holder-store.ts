import { type ChangeLog, createChangeLog, type RemovalReason } from './change-log.ts'
import type { StoredHolder } from './directory-object.ts'
import { createReplication } from './replication.ts'
import { createShelf } from './shelf.ts'

/** When a write is made and how long it takes to spread, in simulated time. */
export interface Spreading {
  now: () => Date
  replicationDelayMs: number
}

/** Applications or service principals. `get` tells the truth, everything with `seen` what readers are told. */
export interface HolderStore<T extends StoredHolder> {
  readonly changes: ChangeLog
  add(holder: T): void
  get(objectId: string): T | undefined
  /** Now, unless another time is given. */
  seen(objectId: string, at?: Date): T | undefined
  byClientId(clientId: string): T | undefined
  write(next: T): void
  remove(objectId: string, reason: RemovalReason): void
  all(): T[]
  seenFrom(position: number): Iterable<readonly [position: number, holder: T]>
}

export function createHolderStore<T extends StoredHolder>(holders: Iterable<T>, spreading: Spreading): HolderStore<T> {
  const shelf = createShelf(holders)
  const objectIds = new Map(shelf.all().map(({ appId, id }) => [appId, id]))
  const replication = createReplication<T>()
  const changes = createChangeLog()

  function seen(holder: T, at = spreading.now()): T {
    return replication.seen(holder, at, spreading.replicationDelayMs)
  }

  return {
    changes,
    add(holder) {
      shelf.add(holder)
      objectIds.set(holder.appId, holder.id)
      changes.record(holder.id, spreading.now())
    },
    get: shelf.get,
    seen(objectId, at) {
      const holder = shelf.get(objectId)
      return holder === undefined ? undefined : seen(holder, at)
    },
    byClientId: (clientId) => shelf.get(objectIds.get(clientId) ?? ''),
    write(next) {
      const before = shelf.get(next.id)
      if (before === undefined) return
      replication.wrote(before, spreading.now())
      changes.record(next.id, spreading.now())
      shelf.replace(next)
    },
    remove(objectId, reason) {
      shelf.remove(objectId)
      changes.record(objectId, spreading.now(), reason)
    },
    all: shelf.all,
    *seenFrom(position) {
      for (const [at, holder] of shelf.from(position)) yield [at, seen(holder)]
    },
  }
}
