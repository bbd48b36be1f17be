import type { HolderRef } from './holder.ts'
import type { PersonRef } from './person.ts'

/** Owners to add, as they were previewed: exactly these lines are applied, whatever the file says by then. */
export interface OwnerImport {
  readonly importId: string
  /** Nobody else can see or apply it. */
  readonly by: PersonRef
  readonly at: Date
  readonly isCancelled: boolean
  readonly lines: readonly ImportLine[]
  readonly problems: readonly ImportProblem[]
}

export interface ImportLine {
  /** As in the file, the first one is 1. */
  readonly line: number
  readonly holder: HolderRef
  readonly person: PersonRef
  /** Null: not applied yet. */
  readonly outcome: ImportOutcome | null
}

export type ImportOutcome =
  | { readonly is: 'added' }
  | { readonly is: 'alreadyOwner' }
  | { readonly is: 'failed'; readonly problem: string }

/** A line that was left out. */
export interface ImportProblem {
  readonly line: number
  /** What is wrong and what to do, in Keyturn's words. */
  readonly text: string
  /** What stands in the line; hostile. */
  readonly given: string
}

/** Lines read from one file or message. */
export const MAX_IMPORT_LINES = 500
export const IMPORT_LIFE_MS = 86_400_000

/** Whether something is left to apply. */
export function isOpenImport(ownerImport: OwnerImport, now: Date): boolean {
  const isCurrent = now.getTime() - ownerImport.at.getTime() < IMPORT_LIFE_MS
  return isCurrent && !ownerImport.isCancelled && ownerImport.lines.some(({ outcome }) => outcome === null)
}
