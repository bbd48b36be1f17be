import { setTimeout as sleepFor } from 'node:timers/promises'
import type { TokenCredential } from '@azure/identity'
import { Client, GraphError, type GraphRequest, ResponseType } from '@microsoft/microsoft-graph-client'
import type { Log } from '../ports.ts'
import { authenticateRequests } from './authenticate-requests.ts'
import { failureOf } from './graph-failure.ts'
import { OnRepeat, retryReads, SafeToRepeat, type Sleep } from './retry-reads.ts'
import { sendRequests } from './send-requests.ts'
import { type GraphCall, translateError } from './translate-error.ts'

/**
 * Microsoft Graph as the adapters use it. Paths start with the version and are encoded by the caller. Replies are the
 * parsed JSON, undefined where there is none; errors are `KeyturnError` with a `directory-*` code.
 */
export interface GraphClient {
  readonly origin: string
  readonly sleep: Sleep
  /** `onRepeat` is told each time that the request is sent again. */
  get(
    path: string,
    call: GraphCall,
    headers?: Readonly<Record<string, string>>,
    onRepeat?: () => void,
  ): Promise<unknown>
  /** A POST that only reads, and is repeated like any read. */
  ask(path: string, body: object, call: GraphCall): Promise<unknown>
  /** Sent exactly once. */
  post(path: string, body: object, call: GraphCall): Promise<unknown>
  /** The same with a text that goes as it is. */
  postText(path: string, text: string, call: GraphCall): Promise<unknown>
  /** Sent exactly once. */
  patch(path: string, body: object, call: GraphCall): Promise<unknown>
  /** Sent exactly once. */
  remove(path: string, call: GraphCall): Promise<unknown>
}

export interface GraphClientOptions {
  /** Origin of Microsoft Graph: https, or http on loopback. */
  readonly baseUrl: string
  readonly credential: TokenCredential
  /** Called for every HTTP request, repeated ones included. */
  readonly onRequest: () => void
  readonly logger: Log
  readonly sleep?: Sleep
}

export function createGraphClient(options: GraphClientOptions): GraphClient {
  const { origin } = new URL(options.baseUrl)
  const sleep = options.sleep ?? ((ms) => sleepFor(ms))
  const send = sendRequests(options.onRequest)
  const authenticate = authenticateRequests(options.credential, origin, send)
  const middleware = retryReads({ sleep, log: options.logger }, authenticate)
  const client = Client.initWithMiddleware({ baseUrl: origin, middleware })

  return {
    origin,
    sleep,
    get: (path, call, headers = {}, onRepeat = () => {}) =>
      run(
        () =>
          requestTo(client, path)
            .headers({ ...headers })
            .middlewareOptions([new OnRepeat(onRepeat)])
            .get(),
        call,
      ),
    ask: (path, body, call) =>
      run(() => requestTo(client, path).middlewareOptions([new SafeToRepeat()]).post(body), call),
    post: (path, body, call) => run(() => requestTo(client, path).post(body), call),
    postText: (path, text, call) =>
      run(() => requestTo(client, path).header('Content-Type', 'text/plain').post(text), call),
    patch: (path, body, call) => run(() => requestTo(client, path).patch(body), call),
    remove: (path, call) => run(() => requestTo(client, path).delete(), call),
  }
}

/** The library takes the first `https://` in a path, even inside the query, for the start of another address. */
function requestTo(client: Client, path: string): GraphRequest {
  return client.api(path.replaceAll('https://', 'https:%2F%2F')).version('').responseType(ResponseType.JSON)
}

async function run(send: () => Promise<unknown>, call: GraphCall): Promise<unknown> {
  try {
    return await send()
  } catch (error) {
    throw translateError(error instanceof GraphError ? failureOf(error) : error, call)
  }
}
