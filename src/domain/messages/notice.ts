export interface NoticeMessage {
  readonly is: 'notice'
  readonly tone: 'neutral' | 'good' | 'warning' | 'bad'
  readonly title: string
  readonly text: string
  /** What to do next; a command in here is offered as text. */
  readonly next: string | null
  /** Hostile strings to show beside their label, e.g. the text that was not understood. */
  readonly facts: readonly { readonly label: string; readonly value: string }[]
}
