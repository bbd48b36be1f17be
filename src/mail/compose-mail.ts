import MailComposer from 'nodemailer/lib/mail-composer'
import type { RenderedMail } from './rendered-mail.ts'

export interface Envelope {
  /** Undefined: the mailbox that sends puts in its own. */
  readonly from: string | undefined
  readonly to: string
  readonly at: Date
}

/** The mail as MIME, plain text and HTML; marked as automatic, so that absence notes do not answer it (RFC 3834). */
export function composeMail({ from, to, at }: Envelope, { subject, text, html }: RenderedMail): Promise<Buffer> {
  const composer = new MailComposer({
    from: from === undefined ? undefined : { name: 'Keyturn', address: from },
    to: { name: '', address: to },
    date: at,
    subject,
    text,
    html,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}
