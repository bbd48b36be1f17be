import type { OwnerImport } from '../owner-import.ts'

/** An import of owners: its preview, what it is doing, or how it ended. */
export interface OwnerImportMessage {
  readonly is: 'ownerImport'
  readonly ownerImport: OwnerImport
  /** Whether something is left to apply. */
  readonly isOpen: boolean
  readonly isRunning: boolean
  readonly dryRun: boolean
  /** One sentence about what just happened. */
  readonly news: string | null
}
