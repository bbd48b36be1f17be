import type { AlertListMessage } from '../domain/messages/alert-list.ts'
import type { ApplicationMessage } from '../domain/messages/application.ts'
import type { Person } from '../domain/person.ts'
import type { AppContext } from '../ports.ts'

/** The second channel. False: no mailbox is configured, the account is not known, or the mail was refused. */
export async function mailTo(
  ctx: Pick<AppContext, 'mailer' | 'log'>,
  person: Person | undefined,
  message: ApplicationMessage | AlertListMessage,
): Promise<boolean> {
  if (ctx.mailer === null || person === undefined) return false
  const result = await ctx.mailer.send(person, message)
  if (!result.ok) ctx.log.warn({ personId: person.personId, reason: result.reason }, 'Mail was not sent')
  return result.ok
}
