import type { ConfiguredDestination } from '../destination.ts'
import type { HolderRef } from '../holder.ts'

/** Where the secrets of an application go, and a form to change it. */
export interface DestinationsMessage {
  readonly is: 'destinations'
  readonly holder: HolderRef
  /** In the order of delivery. */
  readonly destinations: readonly ConfiguredDestination[]
  /** Administrators; others see the list. */
  readonly mayChange: boolean
  /** One sentence about what just happened. */
  readonly news: string | null
  /** What was wrong with the last try, and how to mend it. */
  readonly problem: string | null
  /** What was typed, so that nobody types twice. */
  readonly typed: string
  /** What a place may look like. */
  readonly examples: readonly string[]
  readonly dryRun: boolean
}
