import { z } from 'zod/v4'
import { KeyturnError } from '../domain/errors.ts'
import type { CertificateVault, Clock, ProofOutcome, SignInProof } from '../ports.ts'
import { clientAssertion } from './client-assertion.ts'

export interface ProofOptions {
  /** Entra's login host, e.g. `https://login.microsoftonline.com`. */
  readonly authorityHost: string
  readonly tenantId: string
  /** Microsoft Graph's origin; the token is asked for it, since every tenant has it, and thrown away. */
  readonly graphBaseUrl: string
  /** By the private key of a certificate. */
  readonly sign: CertificateVault['sign']
  readonly clock: Clock
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 15_000
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

const replyShape = z.object({
  access_token: z.string().nullish(),
  error: z.string().nullish(),
  error_codes: z.array(z.number()).nullish(),
  error_description: z.string().nullish(),
})
type Reply = z.infer<typeof replyShape>

/**
 * The `SignInProof` port on Entra's token endpoint, by the client credentials grant: plain requests, since the identity
 * library keeps tokens and would answer from memory. Codes as in `entra-docs` reference-error-codes; what is not known
 * proves nothing.
 */
export function createProof(options: ProofOptions): SignInProof {
  const { authorityHost, tenantId, graphBaseUrl, sign, clock, timeoutMs = TIMEOUT_MS } = options
  const url = `${authorityHost.replace(/\/$/, '')}/${tenantId}/oauth2/v2.0/token`

  async function signIn(clientId: string, credential: Readonly<Record<string, string>>): Promise<ProofOutcome> {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      scope: `${graphBaseUrl}/.default`,
      ...credential,
    })
    const { status, body } = await ask(url, form, timeoutMs)
    return outcomeOf(status, replyShape.safeParse(body).data)
  }

  return {
    withSecret: (clientId, secretText) => signIn(clientId, { client_secret: secretText.reveal() }),

    async withCertificate(clientId, { ref, der }) {
      const claims = { clientId, audience: url, der, now: clock.now() }
      const assertion = await clientAssertion(claims, (data) => sign(ref, data))
      return signIn(clientId, { client_assertion_type: ASSERTION_TYPE, client_assertion: assertion })
    },
  }
}

async function ask(url: string, form: URLSearchParams, timeoutMs: number): Promise<{ status: number; body: unknown }> {
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(url, { method: 'POST', body: form, redirect: 'manual', signal })
    const text = (await response.text()).trim()
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : undefined }
  } catch (error) {
    // The cause may quote the form, and with it the secret: only its kind is kept.
    const kind = error instanceof Error ? error.name : 'unknown'
    throw new KeyturnError('proof-unreachable', `Entra's token endpoint did not answer (${kind}).`)
  }
}

/** Wrong or not spread yet; the same for a certificate; busy in different ways; the application itself not spread yet. */
const passing = [7000215, 700027, 90055, 90033, 90024, 50196, 700016]
const EXPIRED = 7000222

function outcomeOf(status: number, reply: Reply | undefined): ProofOutcome {
  if (status === 200 && reply?.access_token) return { is: 'proved' }
  const codes = codesOf(reply)
  const isBusy = status === 408 || status === 429 || (status >= 500 && status !== 501)
  if (isBusy || reply?.error === 'temporarily_unavailable' || codes.some((code) => passing.includes(code)))
    return { is: 'notYet' }
  if (codes.includes(EXPIRED)) return { is: 'expired' }
  const known = reasons.get(codes[0] ?? 0)
  return { is: 'unprovable', why: known ?? unknownReason(status, codes), isLasting: known !== undefined }
}

/** Not every refusal lists its codes; its description begins with the code. */
function codesOf(reply: Reply | undefined): readonly number[] {
  if (reply?.error_codes?.length) return reply.error_codes
  const [, code] = /AADSTS(\d+)/.exec(reply?.error_description ?? '') ?? []
  return code === undefined ? [] : [Number(code)]
}

/** Which stay until somebody changes a setting. */
const reasons = new Map([
  [53003, 'Conditional Access lets this application not sign in from where Keyturn runs (AADSTS53003).'],
  [7000112, 'Sign-in is switched off for this application (AADSTS7000112).'],
])

function unknownReason(status: number, codes: readonly number[]): string {
  const name = codes[0] === undefined ? `status ${status}` : `AADSTS${codes[0]}`
  return `Entra refused the sign-in with ${name}.`
}
