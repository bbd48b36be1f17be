import type { AlertDays } from './alert.ts'

/** The tenant's rules, from the settings. */
export interface Policy {
  readonly alertDays: AlertDays
  /** An alert of the second stage or later that nobody answers for this long goes one step up as well. */
  readonly escalateAfterDays: number
  /** Applications with fewer reachable owners are pointed out. */
  readonly minimumOwners: number
  readonly nominationExpiryDays: number
  /** Values of application permissions that make an application dangerous in the wrong hands. */
  readonly highPrivilegePermissions: readonly string[]
  readonly ownerHistoryDays: number
  /** Enabled guests count as reachable owners; they are told and may act. */
  readonly allowGuestOwners: boolean
  readonly rotationLifetimeDays: number
  /** How long an old credential stays after the new one was delivered everywhere. */
  readonly soakHours: number
  /** While set, nothing in Entra, a vault or a destination is changed. */
  readonly dryRun: boolean
  /** A Teams channel that is told what nobody else can be told. */
  readonly administratorsChannelId: string | undefined
  readonly administrators: { readonly personIds: readonly string[]; readonly groupId: string | undefined }
}
