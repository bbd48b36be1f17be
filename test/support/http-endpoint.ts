import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export interface HttpEndpoint extends AsyncDisposable {
  readonly url: string
  close(): Promise<void>
}

/** A server on a free loopback port. What the handler throws ends the test run, as it should. */
export async function startEndpoint(
  handle: (req: IncomingMessage, res: ServerResponse) => Promise<void> | void,
): Promise<HttpEndpoint> {
  const server = createServer((req, res) => void handle(req, res))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address')
  const close = async () => {
    server.closeAllConnections()
    server.close()
    if (server.listening) await once(server, 'close')
  }
  return { url: `http://127.0.0.1:${address.port}`, close, [Symbol.asyncDispose]: close }
}

export async function readJson(req: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? undefined : JSON.parse(text)
}

export function answerJson(res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) {
  // restify replaces `writeHead` for every server of the process, and its own returns nothing to chain on.
  res.writeHead(status, { 'content-type': 'application/json', ...headers })
  res.end(JSON.stringify(body))
}
