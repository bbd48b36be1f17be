import { type Context, HTTPMessageHandler, type Middleware } from '@microsoft/microsoft-graph-client'
import { ConnectionLost } from './graph-failure.ts'

const REQUEST_TIMEOUT_MS = 30_000

/**
 * Sends one request and reads the whole reply, so that a connection lost halfway is seen here. Follows no redirect:
 * it would carry the token or a write to a place nobody configured.
 */
export function sendRequests(onRequest: () => void): Middleware {
  const handler = new HTTPMessageHandler()
  return {
    async execute(context) {
      onRequest()
      const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS)
      const sending: Context = {
        request: context.request,
        options: { ...context.options, redirect: 'manual', signal },
      }
      try {
        await handler.execute(sending)
        if (sending.response !== undefined) context.response = await readWhole(sending.response)
      } catch (error) {
        throw new ConnectionLost(reasonOf(error))
      }
    },
  }
}

async function readWhole(response: Response): Promise<Response> {
  const body = await response.arrayBuffer()
  const { headers } = response
  // Some writes answer 201 without a body, which the library would try to parse.
  const isEmptySuccess = response.ok && body.byteLength === 0
  const status = isEmptySuccess ? 204 : response.status
  if (body.byteLength === 0) return new Response(null, { status, headers })
  return new Response(response.ok ? body : readableError(new TextDecoder().decode(body)), { status, headers })
}

/** The library's error handler breaks on an `innerError` that is null, and what Graph answered would be lost. */
function readableError(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (key, value) => (key === 'innerError' ? (value ?? undefined) : value))
  } catch {
    return text
  }
}

/** `fetch` says only that it failed; the system's code is one level below. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (cause instanceof Error) return 'code' in cause ? `${cause.code}` : cause.message
  return error.name === 'TimeoutError' ? `no reply within ${REQUEST_TIMEOUT_MS / 1000} s` : error.message
}
