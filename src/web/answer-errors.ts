import type { Request, Response, Server } from 'restify'
import type { Logger } from '../logger.ts'

/** What errors of restify and of handlers are called outside; every other status is a failure of ours. */
const codes: Readonly<Record<number, string>> = {
  400: 'body-malformed',
  404: 'not-found',
  413: 'body-too-large',
  415: 'body-not-json',
}

/** Errors that reach restify become a code, or 500 with the request's id; their text goes to the log alone. */
export function answerErrors(server: Server, logger: Logger): void {
  server.on('restifyError', (_req: Request, res: Response, error: unknown, done: () => void) => {
    const status = outsideStatus(error)
    if (!res.headersSent) res.send(status, answerFor(status, res))
    done()
  })
  server.on('after', (req: Request, res: Response, _route: unknown, err: unknown) => {
    if (res.statusCode < 500) return
    logger.error({ err, method: req.method, status: res.statusCode, ...requestId(res) }, 'Request failed')
  })
}

/** Formats JSON answers. A failure that consists of a string is the Bot Framework's exception text: a code replaces it. */
export function withoutErrorText(_req: Request, res: Response, body: unknown): string {
  const isText = res.statusCode >= 400 && typeof body === 'string'
  return JSON.stringify(isText ? answerFor(res.statusCode, res) : body)
}

function outsideStatus(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status === 405) return 404
  return Object.hasOwn(codes, status) ? status : 500
}

function answerFor(status: number, res: Response): object {
  const code = codes[status]
  return code === undefined ? { code: 'failed', ...requestId(res) } : { code }
}

function requestId(res: Response): { requestId: unknown } {
  return { requestId: res.getHeader('X-Request-Id') }
}
