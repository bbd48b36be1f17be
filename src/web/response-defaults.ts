import { randomUUID } from 'node:crypto'
import type { Next, Request, Response } from 'restify'

const headers = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
  /** Answers are JSON whatever the client would like, so that one formatter sees all of them. */
  'Content-Type': 'application/json',
}

/** Runs before routing: what every answer carries unless its route says otherwise. The request id is our own. */
export function setResponseDefaults(_req: Request, res: Response, next: Next): void {
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
  res.setHeader('X-Request-Id', randomUUID())
  next()
}
