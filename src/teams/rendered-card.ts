/** An Adaptive Card with the sentence that stands for it in toasts and lists. */
export interface RenderedCard {
  readonly card: object
  readonly summary: string
}
