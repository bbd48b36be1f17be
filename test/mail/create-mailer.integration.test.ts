import { afterEach, beforeEach, expect, test } from 'vitest'
import { renderMail } from '../../src/cards/render-mail.ts'
import { sendMail } from '../../src/graph/send-mail.ts'
import { createMailer } from '../../src/mail/create-mailer.ts'
import type { Mailer } from '../../src/ports.ts'
import { readMime } from '../../src/sandbox/graph/read-mime.ts'
import { anApplication, aPerson, now } from '../support/builders.ts'
import { type GraphStandIn, graphError, startGraphStandIn } from '../support/graph-stand-in.ts'
import { anApplicationMessage } from '../support/messages.ts'

const sender = 'keyturn@contoso.example'
const path = `POST /v1.0/users/${sender}/sendMail`
const message = anApplicationMessage({ holder: anApplication({ displayName: 'Grüße\r\nBcc: evil@evil.example' }) })
const ana = aPerson({ mail: 'ana@contoso.example', displayName: '"Ana" <x@evil.example>' })

let graph: GraphStandIn
beforeEach(async () => {
  graph = await startGraphStandIn()
})
afterEach(() => graph.finish())

function mailerFrom(mailbox = sender): Mailer {
  return createMailer({
    sender: mailbox,
    send: (mime) => sendMail(graph.client, mailbox, mime),
    render: (one) => renderMail(one, now),
    clock: { now: () => now },
    logger: graph.logger,
  })
}

function sentMime(): Buffer {
  return Buffer.from(String(graph.requests[0]?.body), 'base64')
}

function headersOf(mime: Buffer): readonly string[] {
  const [head = ''] = mime.toString().split('\r\n\r\n')
  return head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')
}

test('a mail goes out as base64 of MIME, with the same facts as text and as HTML', async () => {
  graph.expect(path, { status: 202 })
  expect(await mailerFrom().send(ana, message)).toEqual({ ok: true })
  expect(graph.requests[0]?.headers['content-type']).toBe('text/plain')
  const lines = (text: string) => text.trimEnd().split(/\r?\n/)
  const { to, subject, text, html } = readMime(sentMime())
  const rendered = renderMail(message, now)
  expect([to, subject]).toEqual([['ana@contoso.example'], rendered.subject])
  expect(lines(text)).toEqual(lines(rendered.text))
  expect(lines(html)).toEqual(lines(rendered.html))
})

test('its headers name one sender, one recipient, and that it is automatic', async () => {
  graph.expect(path, { status: 202 })
  await mailerFrom().send(ana, message)
  const headers = headersOf(sentMime())
  expect(headers).toEqual(
    expect.arrayContaining([
      `From: Keyturn <${sender}>`,
      'To: ana@contoso.example',
      'Date: Fri, 01 May 2026 12:00:00 +0000',
      'Auto-Submitted: auto-generated',
    ]),
  )
  expect(headers.filter((header) => /^(to|cc|bcc|from|sender|reply-to):/i.test(header))).toHaveLength(2)
})

test('a mailbox named by its id puts in the sender itself', async () => {
  const mailbox = '7d9bbf4f-0000-4000-8000-000000000001'
  graph.expect(`POST /v1.0/users/${mailbox}/sendMail`, { status: 202 })
  expect(await mailerFrom(mailbox).send(ana, message)).toEqual({ ok: true })
  expect(headersOf(sentMime()).some((header) => header.startsWith('From:'))).toBe(false)
})

test('nothing is sent to somebody without an address', async () => {
  const nowhere = aPerson({ mail: null, userPrincipalName: 'a\r\nBcc: b@c.example' })
  expect(await mailerFrom().send(nowhere, message)).toEqual({ ok: false, reason: 'no-address' })
  expect(graph.requests).toEqual([])
})

test.each([
  [400, 'ErrorInvalidRecipients', 'refused'],
  [403, 'ErrorAccessDenied', 'refused'],
  [404, 'MailboxNotEnabledForRESTAPI', 'refused'],
  [500, 'InternalServerError', 'unreachable'],
  [503, 'ServiceUnavailable', 'unreachable'],
])('the answer %i %s means %s, after one try', async (status, code, reason) => {
  graph.expect(path, { status, body: graphError(code) })
  expect(await mailerFrom().send(ana, message)).toEqual({ ok: false, reason })
  expect(graph.counted()).toBe(1)
  expect(graph.logLines.join()).toContain(code)
})

test('why the mailbox is refused is told once, and with it what to check', async () => {
  const mailer = mailerFrom()
  for (const code of ['ErrorInvalidUser', 'ErrorInvalidUser']) {
    graph.expect(path, { status: 404, body: graphError(code) })
    await mailer.send(ana, message)
  }
  graph.expect(path, { status: 400, body: graphError('ErrorInvalidRecipients') })
  await mailer.send(ana, message)
  expect(mailer.drainProblems()).toEqual([expect.stringMatching(/could not send a mail: .*404.*Check MAIL_SENDER\.$/)])
  expect(mailer.drainProblems()).toEqual([])
})

test('a lost reply is not sent again', async () => {
  graph.expect(path, { drop: 'before' })
  expect(await mailerFrom().send(ana, message)).toEqual({ ok: false, reason: 'unreachable' })
  expect(graph.counted()).toBe(1)
})

test('a throttled mailbox says for how long', async () => {
  graph.expect(path, { status: 429, headers: { 'Retry-After': '30' } })
  expect(await mailerFrom().send(ana, message)).toEqual({ ok: false, reason: 'throttled', retryAfterMs: 30_000 })
  expect(graph.waits).toEqual([])
})

test('the log names the person, never the text of the mail or the token', async () => {
  graph.expect(path, { status: 403, body: graphError('ErrorAccessDenied') })
  await mailerFrom().send(ana, message)
  const log = graph.logLines.join()
  expect(log).toContain(ana.personId)
  expect(log).not.toMatch(/Bcc|nightly job|token-canary/)
})
