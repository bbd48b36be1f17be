/** Entra's report of sign-ins is some hours behind, so less than a day of silence says nothing. */
export const QUIET_MS = 24 * 60 * 60_000
export const LOOK_AGAIN_MS = 6 * 60 * 60_000
