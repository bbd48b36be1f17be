/**
 * Refuses what another site could make this browser send: a foreign Host (DNS rebinding), a foreign Origin, and a
 * write that is not JSON, which no form can send and no other site may without asking first.
 */
export function guard(request: Request): Response | undefined {
  const host = request.headers.get('host') ?? ''
  if (!/^(127\.0\.0\.1|localhost):\d+$/.test(host)) return refuse('This page answers on loopback only.')
  const origin = request.headers.get('origin')
  if (origin !== null && origin !== `http://${host}`) return refuse('This page takes no requests from other sites.')
  const isWrite = request.method !== 'GET' && request.method !== 'HEAD'
  if (isWrite && request.headers.get('content-type')?.split(';')[0] !== 'application/json') {
    return refuse('A write must be application/json.')
  }
  return undefined
}

function refuse(message: string): Response {
  return Response.json({ message }, { status: 403 })
}
