import type { Server } from 'restify'

const GRACE_MS = 5_000

/** Takes no new connections, lets requests under way finish for a while, then cuts what is left. */
export async function closeServer(server: Server, graceMs = GRACE_MS): Promise<void> {
  const http = server.server
  const cut = setTimeout(() => http.closeAllConnections(), graceMs)
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  clearTimeout(cut)
}
