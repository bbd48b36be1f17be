/** Structured log: a static message and fields. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Counts since the process started. */
export interface Meter {
  graphRequests(): number
  tableTransactions(): number
  /** Writes of what is recorded about applications and of what waits, counted when they have ended. */
  recordWrites(): number
}
