import {
  exportJWK,
  exportSPKI,
  type GenerateKeyPairResult,
  generateKeyPair,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose'
import { answerJson, type HttpEndpoint, startEndpoint } from './http-endpoint.ts'

export const channelIssuer = 'https://api.botframework.com'

interface SigningKey {
  readonly kid: string
  readonly privateKey: GenerateKeyPairResult['privateKey']
  readonly jwk: object
  /** The public key as text, for signatures that misuse it as a shared secret. */
  readonly publicText: string
}

/** Stands in for the Bot Framework's token service: metadata, keys with endorsements, and tokens signed with them. */
export interface TokenIssuer extends HttpEndpoint {
  readonly metadataUrl: string
  /** Requests for metadata or keys so far. */
  readonly requests: () => number
  /** While set, metadata and keys answer 500. */
  setBroken(broken: boolean): void
  publish(key: SigningKey): void
  readonly key: SigningKey
}

export async function startTokenIssuer(): Promise<TokenIssuer> {
  const key = await createSigningKey('key-1', ['msteams'])
  const published: object[] = [key.jwk]
  let count = 0
  let isBroken = false
  const endpoint = await startEndpoint((req, res) => {
    count += 1
    if (isBroken) return answerJson(res, 500, { error: 'broken' })
    if (req.url === '/keys') return answerJson(res, 200, { keys: published })
    answerJson(res, 200, { issuer: channelIssuer, jwks_uri: `http://${req.headers.host}/keys` })
  })
  return {
    ...endpoint,
    metadataUrl: `${endpoint.url}/v1/.well-known/openidconfiguration`,
    key,
    requests: () => count,
    setBroken(broken) {
      isBroken = broken
    },
    publish(another) {
      published.push(another.jwk)
    },
  }
}

export async function createSigningKey(kid: string, endorsements?: readonly string[]): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid, use: 'sig', ...(endorsements && { endorsements }) }
  return { kid, privateKey, jwk, publicText: await exportSPKI(publicKey) }
}

export interface TokenParts {
  readonly claims: JWTPayload
  readonly header?: Partial<JWTHeaderParameters>
  readonly key?: SigningKey['privateKey'] | Uint8Array
}

/** Signed with the issuer's key unless told otherwise. Nothing is added to the claims. */
export function signToken(issuer: Pick<TokenIssuer, 'key'>, { claims, header, key }: TokenParts): Promise<string> {
  const signer = new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: issuer.key.kid, typ: 'JWT', ...header })
  return signer.sign(key ?? issuer.key.privateKey)
}
