import type { Next, Request, RequestHandler, Response } from 'restify'
import restify from 'restify'

/**
 * Reads a JSON body of at most `maxBytes` and puts it in `req.body`. The limit holds before anything is parsed;
 * compressed bodies are refused, because restify counts their bytes before it inflates them.
 */
export function readJsonBody(maxBytes: number): RequestHandler[] {
  return [
    function refuseUnreadable(req: Request, res: Response, next: Next): void {
      const refusal = refusalOf(req, maxBytes)
      if (refusal !== undefined) res.send(refusal.status, { code: refusal.code })
      next(refusal === undefined ? undefined : false)
    },
    restify.plugins.bodyReader({ maxBodySize: maxBytes }),
    ...restify.plugins.jsonBodyParser({ bodyReader: true }),
  ]
}

function refusalOf(req: Request, maxBytes: number): { status: number; code: string } | undefined {
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) return { status: 413, code: 'body-too-large' }
  const isJson = req.contentType() === 'application/json'
  const isPlain = (req.headers['content-encoding'] ?? 'identity') === 'identity'
  return isJson && isPlain ? undefined : { status: 415, code: 'body-not-json' }
}
