import { createHash, randomUUID } from 'node:crypto'

/** Entra takes ten minutes at most. */
const LIFETIME_SECONDS = 300

export interface AssertionClaims {
  readonly clientId: string
  /** The token endpoint. */
  readonly audience: string
  /** The certificate; base64 of the DER form. */
  readonly der: string
  readonly now: Date
}

/** What a client with a certificate sends instead of a secret, good for five minutes. `sign` signs with PS256. */
export async function clientAssertion(
  { clientId, audience, der, now }: AssertionClaims,
  sign: (data: string) => Promise<string>,
): Promise<string> {
  const thumbprint = createHash('sha256').update(Buffer.from(der, 'base64')).digest('base64url')
  const seconds = Math.floor(now.getTime() / 1000)
  const header = { alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint }
  const claims = {
    aud: audience,
    iss: clientId,
    sub: clientId,
    jti: randomUUID(),
    nbf: seconds,
    iat: seconds,
    exp: seconds + LIFETIME_SECONDS,
  }
  const data = `${encoded(header)}.${encoded(claims)}`
  return `${data}.${await sign(data)}`
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
