import { createHmac, timingSafeEqual } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { openCertificateAuthority } from '../../src/sandbox/certificate-authority.ts'
import { createFaults, type Faults } from '../../src/sandbox/faults.ts'
import { listenOnLoopback } from '../../src/sandbox/web/loopback-server.ts'
import { webListener } from '../../src/sandbox/web/node-http.ts'

const TOLERANCE_SECONDS = 5 * 60

export interface ReceivedWebhook {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface WebhookReceiver extends AsyncDisposable {
  readonly port: number
  /** Every request, genuine or not. */
  readonly received: ReceivedWebhook[]
  /** Bodies that it acted on: genuine, recent, and new by their id. */
  readonly acted: unknown[]
  readonly faults: Faults
  /** What it answers to genuine messages. */
  reply: { body?: string; status?: number; headers?: Record<string, string> }
}

/**
 * A receiver of webhooks on https://localhost, which this test process trusts, written from the specification of
 * Standard Webhooks 1.0.0 alone.
 */
export async function startWebhookReceiver(keyText: string, now: () => Date): Promise<WebhookReceiver> {
  const key = Buffer.from(keyText.slice('whsec_'.length), 'base64')
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-webhook-'))
  const authority = await openCertificateAuthority(folder)
  setDefaultCACertificates([...getCACertificates('default'), authority.certificatePem])
  const seen = new Set<string>()
  const faults = createFaults()

  async function answer(request: Request): Promise<Response> {
    const body = await request.text()
    const headers = Object.fromEntries(request.headers)
    receiver.received.push({ headers, body })
    if (request.method !== 'POST') return new Response(null, { status: 405 })
    if (!isGenuine(key, headers, body, now())) return new Response('not genuine', { status: 401 })
    const id = headers['webhook-id'] ?? ''
    if (!seen.has(id)) receiver.acted.push(JSON.parse(body))
    seen.add(id)
    const { reply } = receiver
    return new Response(reply.body ?? null, { status: reply.status ?? 200, headers: reply.headers ?? {} })
  }

  const server = await listenOnLoopback(
    webListener(
      () => 'https://localhost',
      (request) => faults.around(request, () => answer(request)),
    ),
    { tls: await authority.issueLoopbackCertificate() },
  )
  const receiver: WebhookReceiver = {
    port: server.port,
    received: [],
    acted: [],
    faults,
    reply: {},
    async [Symbol.asyncDispose]() {
      await server.stop()
      await rm(folder, { recursive: true })
    },
  }
  return receiver
}

function isGenuine(key: Buffer, headers: ReceivedWebhook['headers'], body: string, now: Date): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers
  if (id === undefined || timestamp === undefined || signatures === undefined) return false
  if (!/^\d+$/.test(timestamp)) return false
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest()
  return signatures.split(' ').some((signature) => {
    const [version, encoded = ''] = signature.split(',')
    const actual = Buffer.from(encoded, 'base64')
    return version === 'v1' && actual.length === expected.length && timingSafeEqual(actual, expected)
  })
}
