/** `changed`: deleted softly; `deleted`: gone for good. The words are Graph's. */
export type RemovalReason = 'changed' | 'deleted'

interface Change {
  readonly objectId: string
  readonly atMs: number
  readonly removal: RemovalReason | undefined
}

/** Every change to objects of one type, in order, for delta queries. */
export interface ChangeLog {
  record(objectId: string, at: Date, removal?: RemovalReason): void
  /** How many changes were made until `at`: what a delta token remembers. */
  positionAt(at: Date): number
  /** Latest change per object between two positions, in order of the latest. */
  between(start: number, end: number): Map<string, RemovalReason | undefined>
}

export function createChangeLog(): ChangeLog {
  const changes: Change[] = []
  return {
    record: (objectId, at, removal) => void changes.push({ objectId, atMs: at.getTime(), removal }),
    positionAt: (at) => changes.findLastIndex(({ atMs }) => atMs <= at.getTime()) + 1,
    between(start, end) {
      const latest = new Map<string, RemovalReason | undefined>()
      for (const { objectId, removal } of changes.slice(start, end)) {
        latest.delete(objectId)
        latest.set(objectId, removal)
      }
      return latest
    },
  }
}
