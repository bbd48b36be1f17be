export interface Clock {
  now(): Date
}

/** When passes are due, in the configured zone. */
export interface Schedule {
  nextAfter(instant: Date): Date | null
}
