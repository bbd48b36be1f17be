import type { AlertDays } from './alert.ts'

export const fourEyesCases = ['high-privilege', 'orphaned', 'removal'] as const
/** `removal`: of an old credential before it is known that nothing uses it. */
export type FourEyesCase = (typeof fourEyesCases)[number]

/** The tenant's rules, from the settings. */
export interface Policy {
  readonly alertDays: AlertDays
  /** An alert of the second stage or later that nobody answers for this long goes one step up as well. */
  readonly escalateAfterDays: number
  /** Applications with fewer reachable owners are pointed out. */
  readonly minimumOwners: number
  readonly nominationExpiryDays: number
  /** Where a second person has to agree before a rotation. */
  readonly fourEyes: readonly FourEyesCase[]
  readonly approvalExpiryHours: number
  /** Values of application permissions that make an application dangerous in the wrong hands. */
  readonly highPrivilegePermissions: readonly string[]
  readonly ownerHistoryDays: number
  /** Enabled guests count as reachable owners; they are told and may act. */
  readonly allowGuestOwners: boolean
  readonly rotationLifetimeDays: number
  /** Of certificates: `Self`, or an issuer that the vault knows. */
  readonly certificateIssuer: string
  /** How long an old credential stays after the new one was delivered everywhere. */
  readonly soakHours: number
  /** While set, nothing in Entra, a vault or a destination is changed. */
  readonly dryRun: boolean
  /** A Teams channel that is told what nobody else can be told. */
  readonly administratorsChannelId: string | undefined
  readonly administrators: { readonly personIds: readonly string[]; readonly groupId: string | undefined }
}
