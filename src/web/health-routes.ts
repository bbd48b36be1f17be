import type { Request, Response, Server } from 'restify'

/** `ok`, or a few words on what is wrong, by part. Shown to anybody: nothing confidential. */
export type Readiness = Readonly<Record<string, 'ok' | string>>

/** `/healthz`: the process lives. `/readyz`: the parts it needs answer too. */
export function addHealthRoutes(server: Server, readiness: () => Promise<Readiness>): void {
  server.get('/healthz', async (_req: Request, res: Response) => {
    res.send(200, { status: 'ok' })
  })
  server.get('/readyz', async (_req: Request, res: Response) => {
    const parts = await readiness()
    const isReady = Object.values(parts).every((state) => state === 'ok')
    res.send(isReady ? 200 : 503, { status: isReady ? 'ok' : 'unavailable', parts })
  })
}
