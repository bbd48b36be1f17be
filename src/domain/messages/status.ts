import type { HolderRef } from '../holder.ts'
import type { PersonRef } from '../person.ts'
import type { ScanSummary } from '../scan-summary.ts'

export interface StatusMessage {
  readonly is: 'status'
  readonly dryRun: boolean
  /** When the last pass ended; null before the first. */
  readonly lastPass: { readonly endedAt: Date; readonly summary: ScanSummary } | null
  readonly runningSince: Date | null
  readonly nextPassAt: Date | null
  readonly openRotations: number
  readonly awaitingDeployment: number
  /** Messages that wait to be sent. */
  readonly waiting: number
  readonly undelivered: readonly { readonly holder: HolderRef; readonly person: PersonRef; readonly reason: string }[]
}
