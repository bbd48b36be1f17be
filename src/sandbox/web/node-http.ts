import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

const maxBodyBytes = 4 * 1024 * 1024

/** Answers a web request; undefined breaks the connection without an answer. */
export type WebHandler = (request: Request) => Promise<Response | undefined>

/** Serves a web handler from a Node server. Bodies beyond 4 MiB are refused; a handler that throws is a 500. */
export function webListener(origin: () => string, handle: WebHandler): RequestListener {
  return (incoming, outgoing) => {
    answer(incoming, origin(), handle)
      .then(async (response) => {
        if (response === undefined) incoming.socket.destroy()
        else await send(outgoing, response)
      })
      .catch((error: unknown) => {
        if (incoming.socket.destroyed) return
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
        return send(outgoing, Response.json({ error: { code: 'sandboxFailed', message } }, { status: 500 }))
      })
  }
}

async function answer(incoming: IncomingMessage, origin: string, handle: WebHandler): Promise<Response | undefined> {
  const body = await readBody(incoming)
  if (body === undefined) {
    return Response.json({ error: { code: 'RequestTooLarge', message: 'The body is too large.' } }, { status: 413 })
  }
  const method = incoming.method ?? 'GET'
  const headers = new Headers()
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value)
  }
  const withBody = method !== 'GET' && method !== 'HEAD'
  const request = new Request(new URL(incoming.url ?? '/', origin), { method, headers, ...(withBody && { body }) })
  return handle(request)
}

async function readBody(incoming: IncomingMessage): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming) {
    bytes += chunk.length
    if (bytes <= maxBodyBytes) chunks.push(chunk)
  }
  return bytes > maxBodyBytes ? undefined : Buffer.concat(chunks)
}

async function send(outgoing: ServerResponse, response: Response): Promise<void> {
  outgoing.writeHead(response.status, [...response.headers].flat())
  outgoing.end(Buffer.from(await response.arrayBuffer()))
}
