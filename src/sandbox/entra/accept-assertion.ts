import { createHash, X509Certificate } from 'node:crypto'
import { decodeProtectedHeader, errors, jwtVerify } from 'jose'
import type { Tenant } from '../tenant/tenant.ts'

/** Clocks of clients may be so far off. */
const toleranceSeconds = 300
const maxLifetimeSeconds = 86_400

export type AssertionVerdict =
  | 'accepted'
  | 'unknown-application'
  | 'unknown-key'
  | 'expired-key'
  | 'bad-signature'
  | 'wrong-audience'
  | 'wrong-client'
  | 'out-of-time'

/**
 * Judges a client assertion against the certificates of the client, known by the SHA-256 thumbprint in the header, and
 * remembers an accepted one for the sign-in report.
 */
export async function acceptAssertion(
  tenant: Tenant,
  request: { readonly clientId: string; readonly assertion: string; readonly audience: string; readonly now: Date },
): Promise<AssertionVerdict> {
  const { clientId, assertion, audience, now } = request
  const registered = tenant.registeredKeys(clientId)
  if (registered === undefined) return 'unknown-application'
  const thumbprint = thumbprintIn(assertion)
  const found = registered.find(({ key }) => typeof key.key === 'string' && sha256(key.key) === thumbprint)
  if (found === undefined) return 'unknown-key'
  const { key, objectId } = found
  if (key.endDateTime != null && Date.parse(key.endDateTime) <= now.getTime()) return 'expired-key'

  try {
    const { publicKey } = new X509Certificate(Buffer.from(key.key ?? '', 'base64'))
    const { payload } = await jwtVerify(assertion, publicKey, {
      algorithms: ['PS256', 'RS256'],
      audience,
      currentDate: now,
      clockTolerance: toleranceSeconds,
      maxTokenAge: maxLifetimeSeconds,
      requiredClaims: ['exp', 'jti'],
    })
    if (payload.iss !== clientId || payload.sub !== clientId) return 'wrong-client'
  } catch (error) {
    return reasonOf(error)
  }
  tenant.signIns.set(key.keyId, { objectId, at: now })
  return 'accepted'
}

function thumbprintIn(assertion: string): unknown {
  try {
    return decodeProtectedHeader(assertion)['x5t#S256']
  } catch {
    return undefined
  }
}

function sha256(der: string): string {
  return createHash('sha256').update(Buffer.from(der, 'base64')).digest('base64url')
}

function reasonOf(error: unknown): AssertionVerdict {
  if (error instanceof errors.JWTExpired) return 'out-of-time'
  if (!(error instanceof errors.JWTClaimValidationFailed)) return 'bad-signature'
  return error.claim === 'aud' ? 'wrong-audience' : 'out-of-time'
}
