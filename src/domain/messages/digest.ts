import type { ApplicationRow } from './application-list.ts'

export interface DigestMessage {
  readonly is: 'digest'
  readonly period: 'daily' | 'weekly' | 'now'
  readonly asOf: Date
  readonly counts: { readonly expired: number; readonly third: number; readonly second: number; readonly first: number }
  /** Applications without a reachable owner, whether or not something of theirs expires. */
  readonly orphaned: number
  /** Applications with fewer reachable owners than the policy's minimum, orphaned ones included; null where the minimum is one, which `orphaned` tells. */
  readonly belowMinimum: { readonly count: number; readonly minimumOwners: number } | null
  readonly awaitingDeployment: number
  readonly rows: readonly ApplicationRow[]
  readonly moreCount: number
}
