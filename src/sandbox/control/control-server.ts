import { listenOnLoopback } from '../web/loopback-server.ts'
import { webListener } from '../web/node-http.ts'
import { type ControlledCloud, createControlApi } from './control-api.ts'
import { guard } from './guard.ts'
import { servePage } from './serve-page.ts'

export interface Control {
  readonly url: string
  stop(): Promise<void>
}

/** The control page and its API, for a browser on this machine. */
export async function startControl(cloud: ControlledCloud, port = 0): Promise<Control> {
  let url = ''
  const api = createControlApi(cloud)
  const server = await listenOnLoopback(
    webListener(
      () => url,
      async (request) => guard(request) ?? (await api(request)) ?? (await servePage(request)),
    ),
    { port },
  )
  url = `http://127.0.0.1:${server.port}`
  return { url, stop: server.stop }
}
