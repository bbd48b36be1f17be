import type { Request, Response, Server } from 'restify'
import restify from 'restify'
import type { Logger } from '../logger.ts'
import { answerErrors, withoutErrorText } from './answer-errors.ts'
import { addHealthRoutes, type Readiness } from './health-routes.ts'
import { readJsonBody } from './read-json-body.ts'
import { setResponseDefaults } from './response-defaults.ts'

export interface ServerOptions {
  /** Decides by the `Authorization` header and the parsed body. */
  readonly gate: (
    authorization: string | undefined,
    activity: unknown,
  ) => Promise<{ readonly ok: true } | { readonly ok: false; readonly status: number; readonly code: string }>
  /** Runs and answers an activity that was let in. */
  readonly handleActivity: (req: ActivityRequest, res: Response) => Promise<void>
  readonly readiness: () => Promise<Readiness>
  readonly logger: Logger
  readonly maxBodyBytes?: number
}

/** What the Bot Framework reads of a request. */
export interface ActivityRequest {
  readonly method: string
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: Record<string, unknown>
}

const MAX_BODY_BYTES = 256 * 1024
/** Time for a client to send a whole request; what we do with it afterwards is not limited. */
const REQUEST_TIMEOUT_MS = 30_000
const HEADERS_TIMEOUT_MS = 10_000

/** The service's HTTP face. It listens nowhere yet: see `listen` and `closeServer`. */
export function createServer(options: ServerOptions): Server {
  const { gate, handleActivity, logger, readiness, maxBodyBytes = MAX_BODY_BYTES } = options
  const server = restify.createServer({ name: '', formatters: { 'application/json': withoutErrorText } })
  // restify's typings still name the logger it used years ago, hence no `log` option.
  Object.assign(server, { log: quietChild(logger) })
  Object.assign(server.server, { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: HEADERS_TIMEOUT_MS })
  server.pre(setResponseDefaults)
  answerErrors(server, logger)
  addHealthRoutes(server, readiness)

  server.post('/api/messages', ...readJsonBody(maxBodyBytes), async (req: Request, res: Response) => {
    const verdict = await gate(req.headers.authorization, req.body)
    if (verdict.ok) await handleActivity({ method: 'POST', headers: req.headers, body: req.body }, res)
    else res.send(verdict.status, { code: verdict.code })
  })
  return server
}

/** Below `warn`, restify logs whole responses. */
function quietChild(logger: Logger): Logger {
  return logger.child({}, logger.isLevelEnabled('warn') ? { level: 'warn' } : {})
}
