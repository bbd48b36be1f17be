import type { LookupAddress } from 'node:dns'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import type { LookupFunction } from 'node:net'

const MAX_REPLY_BYTES = 20_000

export interface PinnedPost {
  readonly url: URL
  /** Checked before; the name is not resolved again. */
  readonly addresses: readonly LookupAddress[]
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutMs: number
  /** Aborted: nothing is sent any more, and what is under way is cut. */
  readonly signal: AbortSignal
}

export type PostReply =
  | { readonly status: number; readonly headers: Headers; readonly body: unknown }
  /** No reply came; in a word why, e.g. `ECONNREFUSED`. */
  | { readonly failure: string }

/** Posts JSON once over HTTPS to one of the addresses, without following redirects or using a proxy. */
export async function postPinned(post: PinnedPost): Promise<PostReply> {
  const timeout = AbortSignal.timeout(post.timeoutMs)
  try {
    const response = await open(post, AbortSignal.any([post.signal, timeout]))
    const headers = new Headers()
    for (const [name, values] of Object.entries(response.headersDistinct)) headers.set(name, values?.[0] ?? '')
    return { status: response.statusCode ?? 0, headers, body: await jsonOf(response) }
  } catch (error) {
    if (timeout.aborted) return { failure: `no answer in ${post.timeoutMs / 1000} seconds` }
    return { failure: error instanceof Error && 'code' in error ? String(error.code) : 'no connection' }
  }
}

function open({ url, addresses, headers, body }: PinnedPost, signal: AbortSignal): Promise<IncomingMessage> {
  const length = Buffer.byteLength(body)
  return new Promise((settle, fail) => {
    request(url, {
      method: 'POST',
      // A shared agent would reuse connections whatever they were checked for, and may go through a proxy.
      agent: false,
      lookup: answerWith(addresses),
      signal,
      headers: { 'content-type': 'application/json', 'content-length': length, 'user-agent': 'Keyturn', ...headers },
    })
      .on('response', settle)
      // Another protocol is no answer to a message: its status is all that counts, and nothing is read of it.
      .on('upgrade', (response, socket) => {
        socket.destroy()
        response.destroy()
        settle(response)
      })
      .on('error', fail)
      // Comes last, and alone where a connection ends without an answer or an error.
      .on('close', () => fail(new Error('closed without an answer')))
      .end(body)
  })
}

function answerWith(addresses: readonly LookupAddress[]): LookupFunction {
  return (hostname, options, answer) => {
    const [first] = addresses
    if (first === undefined) return answer(new Error(`no address of ${hostname} was checked`), '')
    return options.all === true ? answer(null, [...addresses]) : answer(null, first.address, first.family)
  }
}

/** Undefined where the body is no JSON, too long, or broken off: the status has been said by then, and counts. */
async function jsonOf(response: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of response) {
      bytes += chunk.length
      if (bytes > MAX_REPLY_BYTES) return undefined
      chunks.push(chunk)
    }
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return undefined
  }
}
