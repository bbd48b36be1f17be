import { hasCode } from '../domain/errors.ts'
import type { SecretText } from '../domain/secret-text.ts'
import type { ProofOutcome } from '../ports.ts'
import type { RotatePowers } from './move-rotation.ts'

/** One success proves one of Entra's replicas; so many in a row, that it has spread. */
const SIGN_INS_IN_A_ROW = 5

/** Signs in with a secret, several times in a row; the first other outcome ends it. */
export async function prove(
  ctx: Pick<RotatePowers, 'proof'>,
  clientId: string,
  secretText: SecretText,
): Promise<ProofOutcome> {
  for (let proved = 0; proved < SIGN_INS_IN_A_ROW; proved += 1) {
    const outcome = await signIn(ctx, clientId, secretText)
    if (outcome.is !== 'proved') return outcome
  }
  return { is: 'proved' }
}

async function signIn(
  ctx: Pick<RotatePowers, 'proof'>,
  clientId: string,
  secretText: SecretText,
): Promise<ProofOutcome> {
  try {
    return await ctx.proof.withSecret(clientId, secretText)
  } catch (error) {
    if (hasCode(error, 'proof-unreachable')) return { is: 'notYet' }
    throw error
  }
}
