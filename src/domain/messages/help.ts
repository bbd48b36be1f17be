export interface HelpMessage {
  readonly is: 'help'
  readonly commands: readonly { readonly usage: string; readonly does: string }[]
  /** The text that was not understood; hostile. */
  readonly notUnderstood: string | null
  readonly nearest: string | null
}
