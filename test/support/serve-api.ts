import { createFaults, type Faults } from '../../src/sandbox/faults.ts'
import { listenOnLoopback } from '../../src/sandbox/web/loopback-server.ts'
import { type WebHandler, webListener } from '../../src/sandbox/web/node-http.ts'

export interface ServedApi {
  readonly origin: string
  readonly faults: Faults
  /** Method and path of every request, in order. */
  readonly requests: readonly string[]
  stop(): Promise<void>
}

/** A simulated API on loopback, with faults in front of it. */
export async function serveApi(handle: WebHandler): Promise<ServedApi> {
  const faults = createFaults()
  const requests: string[] = []
  const answer: WebHandler = (request) => {
    requests.push(`${request.method} ${new URL(request.url).pathname}`)
    return faults.around(request, async () => (await handle(request)) ?? Response.error())
  }
  const server = await listenOnLoopback(webListener(() => 'http://127.0.0.1', answer))
  return { origin: `http://127.0.0.1:${server.port}`, faults, requests, stop: server.stop }
}
