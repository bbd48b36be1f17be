import type { HolderKind } from '../domain/holder.ts'
import { isHidden, type Owner } from '../domain/person.ts'
import type { Log, ReadingGaps } from '../ports.ts'

/** What could not be read although the reading went on: the log names each, people get one sentence per sort. */
export interface ReadingProblems {
  skippedHolder(kind: HolderKind, raw: unknown): void
  skippedCredentials(objectId: string, count: number): void
  /** The holder is left out: with some of its owners only, the others would look like former ones. */
  unreadableOwners(error: Error): void
  /** Entra finds the holder and not its owners. */
  missingOwners(kind: HolderKind, objectId: string): void
  /** Notes owners of whom Entra shows nothing but the id. */
  look(owners: readonly Owner[]): void
  drain(): ReadingGaps
}

export function createReadingProblems(log: Log): ReadingProblems {
  let holders = 0
  let credentials = 0
  let ownerLists = 0
  let ownerReason = ''
  let missing = 0
  let hidden = new Set<string>()

  return {
    skippedHolder(kind, raw) {
      holders += 1
      log.warn({ kind, objectId: idOf(raw) }, 'An entry from Microsoft Graph could not be read and was skipped')
    },
    skippedCredentials(objectId, count) {
      credentials += count
      log.warn({ objectId, count }, 'Credentials without a usable key id were skipped')
    },
    unreadableOwners(error) {
      ownerLists += 1
      ownerReason ||= error.message
      log.warn({ err: error }, 'Owners could not be read, so their application was left out')
    },
    missingOwners(kind, objectId) {
      missing += 1
      log.warn({ kind, objectId }, 'Microsoft Graph finds no owners of what exists, not even an empty list')
    },
    look(owners) {
      for (const owner of owners) if (owner.type === 'user' && isHidden(owner)) hidden.add(owner.personId)
    },
    drain() {
      const sentences = [
        holders > 0 &&
          `Applications or service principals that could not be read and were skipped: ${holders}; see the log.`,
        credentials > 0 && `Credentials without a usable key id that were skipped: ${credentials}; see the log.`,
        ownerLists > 0 &&
          `Applications left out because their owners could not be read: ${ownerLists}. ${ownerReason} The next pass tries again.`,
        missing > 0 &&
          `Applications or service principals whose owners Entra does not find although they exist: ${missing}. The next pass tries again.`,
        hidden.size > 0 &&
          `Owners whose details Entra hides: ${hidden.size}. Grant Keyturn's identity the application permission User.Read.All.`,
      ].filter((sentence) => sentence !== false)
      const isIncomplete = holders + ownerLists + missing > 0
      holders = 0
      credentials = 0
      ownerLists = 0
      ownerReason = ''
      missing = 0
      hidden = new Set()
      return { sentences, isIncomplete }
    },
  }
}

function idOf(raw: unknown): unknown {
  return typeof raw === 'object' && raw !== null && 'id' in raw ? raw.id : undefined
}
