import type { TokenCredential } from '@azure/identity'
import type { Middleware } from '@microsoft/microsoft-graph-client'
import { messageOf } from '../domain/errors.ts'
import { TokenUnavailable } from './graph-failure.ts'

/**
 * Puts Keyturn's token on requests to Graph's own origin and takes it off all others. The library's handler compares
 * host names without ports and drops the token over http.
 */
export function authenticateRequests(credential: TokenCredential, origin: string, next: Middleware): Middleware {
  return {
    async execute(context) {
      const url = typeof context.request === 'string' ? context.request : context.request.url
      const headers = new Headers(context.options?.headers)
      headers.delete('authorization')
      if (new URL(url).origin === origin) {
        headers.set('authorization', `Bearer ${await tokenFor(credential, `${origin}/.default`)}`)
      }
      context.options = { ...context.options, headers }
      await next.execute(context)
    },
  }
}

async function tokenFor(credential: TokenCredential, scope: string): Promise<string> {
  const token = await credential.getToken(scope).catch((error: unknown) => {
    // The identity library's errors carry the token request, client secret included: only their words are kept.
    throw new TokenUnavailable(messageOf(error), isRefusal(error))
  })
  if (token === null) throw new TokenUnavailable('The credential has no token to give', false)
  return token.token
}

/** Entra's codes of being busy, as `entra-docs` lists them. */
const BUSY = /temporarily_unavailable|AADSTS(90033|90055|90024|50196)\b/

/** The library calls a lost connection an `AuthenticationError` as well; only Entra's own code tells a refusal. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'AuthenticationError') return false
  return /AADSTS\d+/.test(error.message) && !BUSY.test(error.message)
}
