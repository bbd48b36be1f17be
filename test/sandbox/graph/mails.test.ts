import { describe, expect, it } from 'vitest'
import { type SimulatedGraph, simulateGraph } from '../../support/simulated-graph.ts'

const mime = [
  'To: <olivia.brandt@contoso.example>, second@contoso.example',
  'Subject: =?UTF-8?Q?Grüße_=E2=80=93?= =?UTF-8?B?IGZvbGRlZA==?=',
  ' and plain',
  'Content-Type: multipart/alternative; boundary="--b1"',
  '',
  '----b1',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'soft=',
  'ened =E2=80=93 done',
  '----b1',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('<p>–</p>').toString('base64'),
  '----b1--',
  '',
].join('\r\n')

function send(graph: SimulatedGraph, sender: string | undefined, text: string, type = 'text/plain') {
  const content = type === 'text/plain' ? Buffer.from(text).toString('base64') : text
  return graph.send('POST', `/v1.0/users/${sender}/sendMail`, content, { 'content-type': type })
}

describe('sendMail', () => {
  it('keeps what was sent, decoded', async () => {
    const graph = simulateGraph()
    const { administrator } = graph.tenant.cast
    expect((await send(graph, administrator.id, mime)).status).toBe(202)
    expect(graph.tenant.sentMails).toEqual([
      {
        at: graph.now(),
        sender: administrator.mail,
        to: ['olivia.brandt@contoso.example', 'second@contoso.example'],
        subject: 'Grüße – folded and plain',
        text: 'softened – done',
        html: '<p>–</p>',
      },
    ])
    expect((await send(graph, administrator.mail ?? '', 'To: a@b.example\n\nplain')).status).toBe(202)
    expect(graph.tenant.sentMails[1]).toMatchObject({ to: ['a@b.example'], text: 'plain', html: '' })
  })

  it('refuses what Exchange refuses, and keeps nothing of it', async () => {
    const graph = simulateGraph()
    const { administrator } = graph.tenant.cast
    const withoutMailbox = graph.tenant.people().find(({ mail }) => mail === null)
    const notBase64 = await graph.send('POST', `/v1.0/users/${administrator.id}/sendMail`, 'no base64!', {
      'content-type': 'text/plain',
    })
    expect(notBase64.body.error.code).toBe('ErrorMimeContentInvalidBase64String')
    expect((await send(graph, administrator.id, 'Subject: x\r\n\r\ny')).body.error.code).toBe('ErrorInvalidRecipients')
    expect((await send(graph, 'nobody@contoso.example', mime)).body.error.code).toBe('ErrorInvalidUser')
    expect((await send(graph, withoutMailbox?.id, mime)).body.error.code).toBe('MailboxNotEnabledForRESTAPI')
    expect((await send(graph, administrator.id, '{}', 'application/json')).status).toBe(501)
    graph.permissions.delete('Mail.Send')
    expect((await send(graph, administrator.id, mime)).status).toBe(403)
    expect(graph.tenant.sentMails).toEqual([])
  })
})
