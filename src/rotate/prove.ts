import { hasCode } from '../domain/errors.ts'
import type { ProofOutcome } from '../ports.ts'

/** One success proves one of Entra's replicas; so many in a row, that it has spread. */
const SIGN_INS_IN_A_ROW = 5

/** Signs in several times in a row; the first other outcome ends it. */
export async function prove(signIn: () => Promise<ProofOutcome>): Promise<ProofOutcome> {
  for (let proved = 0; proved < SIGN_INS_IN_A_ROW; proved += 1) {
    const outcome = await once(signIn)
    if (outcome.is !== 'proved') return outcome
  }
  return { is: 'proved' }
}

async function once(signIn: () => Promise<ProofOutcome>): Promise<ProofOutcome> {
  try {
    return await signIn()
  } catch (error) {
    if (hasCode(error, 'proof-unreachable')) return { is: 'notYet' }
    throw error
  }
}
