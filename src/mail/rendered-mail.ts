/** A mail's content; `subject` is one line, nothing in it is a link. */
export interface RenderedMail {
  readonly subject: string
  readonly text: string
  readonly html: string
}
