import { type GraphCall, idAt, type Reply } from '../graph-call.ts'
import { badRequest, GraphError, notSimulated } from '../graph-error.ts'
import { readMime } from '../read-mime.ts'
import type { Route } from '../route.ts'

export const mailRoutes: readonly Route[] = [
  { method: 'POST', path: 'users/{}/sendMail', permissions: ['Mail.Send'], answer: sendMail },
]

/** A mail as MIME, base64-encoded; Graph takes JSON too, which Keyturn does not send. */
function sendMail(call: GraphCall): Reply {
  if (call.headers.get('content-type')?.split(';')[0] !== 'text/plain') throw notSimulated('sendMail with JSON')
  const sender = mailboxAsked(call)
  const mime = Buffer.from(call.body, 'base64')
  if (call.body === '' || mime.toString('base64') !== call.body.replaceAll(/\s/g, '')) {
    throw badRequest('Invalid base64 string for MIME content.', 'ErrorMimeContentInvalidBase64String')
  }
  const { to, subject, text, html } = readMime(mime)
  if (to.length === 0) throw badRequest("At least one recipient isn't valid.", 'ErrorInvalidRecipients')
  call.tenant.sentMails.push({ at: call.now, sender, to, subject, text, html })
  return { status: 202 }
}

/** Exchange has its own errors: a person without mailbox cannot send, and is not told apart from an on-premises one. */
function mailboxAsked(call: GraphCall): string {
  const name = idAt(call, 0).toLowerCase()
  const user = call.tenant
    .people()
    .find(({ id, mail, userPrincipalName }) => [id, mail, userPrincipalName].some((one) => one?.toLowerCase() === name))
  if (user === undefined) throw new GraphError(404, 'ErrorInvalidUser', `The requested user '${name}' is invalid.`)
  if (user.mail) return user.mail
  const message = 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.'
  throw new GraphError(404, 'MailboxNotEnabledForRESTAPI', message)
}
