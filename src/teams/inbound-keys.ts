import { createRemoteJWKSet, customFetch, errors, type FetchImplementation, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import type { Clock } from '../ports.ts'

/** Microsoft asks bots to renew the keys at least once a day: Bot Connector authentication, "Connector to Bot". */
const KEEP_MS = 24 * 3_600_000
/** An unknown key id asks for the keys anew, at most this often; anybody can send one. */
const RENEW_AT_MOST_EVERY_MS = 60_000
const RETRY_AFTER_FAILURE_MS = 5_000

const metadataSchema = z.object({ jwks_uri: z.string().url() })
const keySetSchema = z.object({
  keys: z.array(z.object({ endorsements: z.array(z.string()).nullish() }).passthrough()),
})

/** The keys could not be read, so nothing can be said about a token. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable'
}

/** Looks up signing keys from an OpenID metadata document. Keys that are endorsed, but not for Teams, do not exist. */
export function createInboundKeys(openIdMetadataUrl: string, clock: Clock): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(new URL(openIdMetadataUrl), {
    cacheMaxAge: KEEP_MS,
    cooldownDuration: RENEW_AT_MOST_EVERY_MS,
    [customFetch]: pausedAfterFailure(fetchTeamsKeys, clock),
  })
  return async (header, token) => {
    try {
      return await keys(header, token)
    } catch (error) {
      const isAboutToken = error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys
      throw isAboutToken ? error : new KeysUnavailable('Signing keys could not be read', { cause: error })
    }
  }
}

async function fetchTeamsKeys(...[metadataUrl, options]: Parameters<FetchImplementation>): Promise<Response> {
  const metadata = metadataSchema.parse(await fetchJson(metadataUrl, options))
  const { keys } = keySetSchema.parse(await fetchJson(metadata.jwks_uri, options))
  const isForTeams = (endorsements: readonly string[]) => endorsements.length === 0 || endorsements.includes('msteams')
  return Response.json({ keys: keys.filter(({ endorsements }) => isForTeams(endorsements ?? [])) })
}

async function fetchJson(...[url, options]: Parameters<FetchImplementation>): Promise<unknown> {
  const response = await fetch(url, options)
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return response.json()
}

/** While the keys cannot be read, requests without any right must not turn into a flood of others. */
function pausedAfterFailure(fetchKeys: FetchImplementation, clock: Clock): FetchImplementation {
  let notBefore = Number.NEGATIVE_INFINITY
  return async (url, options) => {
    if (clock.now().getTime() < notBefore) throw new Error('The last try to read the signing keys failed just now')
    try {
      return await fetchKeys(url, options)
    } catch (error) {
      notBefore = clock.now().getTime() + RETRY_AFTER_FAILURE_MS
      throw error
    }
  }
}
