import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose'
import { KeyturnError } from '../domain/errors.ts'
import type { Clock } from '../ports.ts'
import type { InboundTrust } from './bot-framework-settings.ts'
import { createInboundKeys, KeysUnavailable } from './inbound-keys.ts'

/** The Bot Framework's own tolerance for clocks that differ. */
const SKEW_SECONDS = 5 * 60

export type TokenVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly status: 401 | 503; readonly code: string }

export interface TokenRules extends InboundTrust {
  readonly botId: string
  readonly clock: Clock
}

/** Checks a bearer token of the channel against the activity's service URL; null means the activity has none. */
export function createTokenCheck(
  rules: TokenRules,
): (token: string, serviceUrl: string | null) => Promise<TokenVerdict> {
  if (rules.botId === '') {
    throw new KeyturnError('settings-invalid', 'Keyturn cannot start: without BOT_ID no token can be checked. Set it.')
  }
  const keys = createInboundKeys(rules.openIdMetadataUrl, rules.clock)

  return async (token, serviceUrl) => {
    try {
      if (!isMeantForUs(decodeJwt(token), rules)) return refused('token-not-for-us')
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ['RS256'],
        issuer: rules.issuer,
        audience: rules.botId,
        requiredClaims: ['exp', 'serviceurl'],
        clockTolerance: SKEW_SECONDS,
        currentDate: rules.clock.now(),
      })
      return payload.serviceurl === serviceUrl ? { ok: true } : refused('service-url-mismatch')
    } catch (error) {
      if (error instanceof KeysUnavailable) return { ok: false, status: 503, code: 'keys-unavailable' }
      return refused(codeOf(error))
    }
  }
}

/** Read before the signature is known, only so that foreign tokens cause no request for keys. */
function isMeantForUs({ iss, aud }: JWTPayload, { issuer, botId }: TokenRules): boolean {
  return iss === issuer && aud === botId
}

function codeOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'token-expired'
  if (error instanceof errors.JWTClaimValidationFailed) return `token-${error.claim}-invalid`
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'token-signature-invalid'
  if (error instanceof errors.JWKSNoMatchingKey) return 'token-key-unknown'
  return 'token-invalid'
}

function refused(code: string): TokenVerdict {
  return { ok: false, status: 401, code }
}
