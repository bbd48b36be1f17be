import type { AlertDays } from './alert.ts'

/** The tenant's rules, from the settings. */
export interface Policy {
  readonly alertDays: AlertDays
  readonly rotationLifetimeDays: number
  /** While set, nothing in Entra, a vault or a destination is changed. */
  readonly dryRun: boolean
  readonly administrators: { readonly personIds: readonly string[]; readonly groupId: string | undefined }
}
