import { randomUUID } from 'node:crypto'

/** Entra's error reply. `description` starts without the code, which is put in front. */
export function entraError(status: number, error: string, code: number, description: string, now: Date): Response {
  const traceId = randomUUID()
  const correlationId = randomUUID()
  const timestamp = `${now.toISOString().slice(0, 19).replace('T', ' ')}Z`
  const trail = `Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`
  const body = {
    error,
    error_description: `AADSTS${code}: ${description} ${trail}`,
    error_codes: [code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
  }
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } })
}
