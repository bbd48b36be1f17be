import { createLocalJWKSet, exportJWK, generateKeyPair, type JSONWebKeySet, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod/v4'

const lifetimeSeconds = 3600
const claims = z.object({ appid: z.string() })

export interface IssuedToken {
  readonly token: string
  readonly expiresAt: Date
}

export interface TokenIssuer {
  readonly jwks: JSONWebKeySet
  issue(token: { clientId: string; audience: string; roles: readonly string[] }): Promise<IssuedToken>
  /** The client ID of a genuine, unexpired token for `audience` in an Authorization header. */
  verify(authorization: string | null, audience: string): Promise<string | undefined>
}

/** Signs with a key of its own. Tokens live by real time, because clients cache them by it. */
export async function createTokenIssuer(tenantId: string, issuer: () => string): Promise<TokenIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const kid = 'sandbox'
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'RS256' }] }
  const keySet = createLocalJWKSet(jwks)

  return {
    jwks,
    async issue({ clientId, audience, roles }) {
      const expiresAt = new Date(Date.now() + lifetimeSeconds * 1000)
      const token = await new SignJWT({ appid: clientId, azp: clientId, tid: tenantId, roles: [...roles], ver: '1.0' })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
        .setIssuer(issuer())
        .setAudience(audience)
        .setSubject(clientId)
        .setIssuedAt()
        .setNotBefore('0s')
        .setExpirationTime(expiresAt)
        .sign(privateKey)
      return { token, expiresAt }
    },
    async verify(authorization, audience) {
      const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
      if (token === undefined) return undefined
      try {
        const { payload } = await jwtVerify(token, keySet, { issuer: issuer(), audience, algorithms: ['RS256'] })
        return claims.parse(payload).appid
      } catch {
        return undefined
      }
    },
  }
}
