/** Who a valid token speaks for. */
export interface Caller {
  readonly clientId: string
  /** Application permissions, by name. */
  readonly permissions: ReadonlySet<string>
}
