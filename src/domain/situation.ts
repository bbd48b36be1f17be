import type { Told } from './alert.ts'
import type { Approval, Snooze } from './approval.ts'
import type { Exclusion } from './exclusion.ts'
import type { Person, PersonRef, PersonWithManager } from './person.ts'
import type { Rotation } from './rotation.ts'
import type { StillInUse } from './still-in-use.ts'

/** What people decided and what is being done about it, by `credentialKey`. Moves while a pass runs. */
export interface Decided {
  readonly now: Date
  readonly openRotations: ReadonlyMap<string, Rotation>
  readonly approvals: ReadonlyMap<string, Approval>
  readonly snoozes: ReadonlyMap<string, Snooze>
  readonly stillInUse: ReadonlyMap<string, StillInUse>
  /** Until when the schedule answers its alerts, where nothing is in its way. */
  readonly unattended: ReadonlyMap<string, Date>
  /** By client id: an application is excluded together with its service principals. */
  readonly exclusions: ReadonlyMap<string, Exclusion>
}

/** Everything a plan may look at beside the findings, read beforehand. Keys are `credentialKey` and `cardKey`. */
export interface Situation extends Decided {
  /** What each person was told last, by `cardKey`, then by keyId. */
  readonly told: ReadonlyMap<string, Readonly<Record<string, Told>>>
  /**
   * Owners that cannot be reached or do not answer, former ones, their managers and the managers above, as Entra shows
   * them now; a deleted person is absent.
   */
  readonly people: ReadonlyMap<string, PersonWithManager>
  /** The manager each of them had when last seen. */
  readonly rememberedManagers: ReadonlyMap<string, PersonRef>
  /** Reachable ones; read only while something is orphaned. */
  readonly administrators: readonly Person[]
  readonly administratorsChannelId: string | undefined
  readonly escalateAfterDays: number
}

/** Names a credential across the tenant: a keyId alone can be chosen by whoever adds a certificate. */
export function credentialKey(objectId: string, keyId: string): string {
  return `${objectId}:${keyId}`
}

/** Names one person's card about one application. */
export function cardKey(objectId: string, personId: string): string {
  return `${objectId}:${personId}`
}
