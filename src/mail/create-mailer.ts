import { hasCode, KeyturnError } from '../domain/errors.ts'
import type { Clock, Log, Mailer, MailResult } from '../ports.ts'
import { composeMail } from './compose-mail.ts'
import { mailAddress } from './mail-address.ts'
import type { RenderedMail } from './rendered-mail.ts'

export interface MailerOptions {
  /** Mailbox that sends, by object id or address. */
  readonly sender: string
  /** Sends MIME from the mailbox, once; throws `directory-*` errors. */
  readonly send: (mime: Buffer) => Promise<void>
  readonly render: (message: Parameters<Mailer['send']>[1]) => RenderedMail
  readonly clock: Clock
  readonly logger: Pick<Log, 'warn'>
}

/**
 * Mails the facts of a card, at most once per call. After `unreachable` the mail may have left all the same.
 */
export function createMailer({ sender, send, render, clock, logger }: MailerOptions): Mailer {
  const from = sender.includes('@') ? sender : undefined
  const problems = new Set<string>()
  return {
    async send(person, message) {
      const to = mailAddress(person)
      if (to === undefined) return { ok: false, reason: 'no-address' }
      const mime = await composeMail({ from, to, at: clock.now() }, render(message))
      try {
        await send(mime)
        return { ok: true }
      } catch (error) {
        const refusal = refusalFor(error)
        if (isAboutMailbox(error)) problems.add(`${error.message} Check MAIL_SENDER.`)
        logger.warn({ personId: person.personId, reason: refusal.reason, err: error }, 'A mail was not sent')
        return refusal
      }
    },
    drainProblems() {
      const drained = [...problems]
      problems.clear()
      return drained
    },
  }
}

/** Not about one recipient. */
function isAboutMailbox(error: unknown): error is KeyturnError {
  return hasCode(error, 'directory-denied', 'directory-not-found')
}

function refusalFor(error: unknown): Extract<MailResult, { ok: false }> {
  if (!(error instanceof KeyturnError)) throw error
  if (hasCode(error, 'directory-denied', 'directory-not-found', 'directory-refused')) {
    return { ok: false, reason: 'refused' }
  }
  const { code, retryAfterMs } = error
  const reason = code === 'directory-throttled' ? 'throttled' : 'unreachable'
  return { ok: false, reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}
