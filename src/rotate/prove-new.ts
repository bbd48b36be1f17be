import type { StoredRotation } from '../ports.ts'
import { afterEscrow } from './after-escrow.ts'
import { proofOfNew } from './by-kind.ts'
import { compensate } from './compensate.ts'
import { moveRotation, type Stepped, tryLater } from './move-rotation.ts'
import type { RotatePowers } from './rotate-powers.ts'

/** Seconds are usual, minutes have been seen (`microsoft-graph-docs#17966`); after this something is wrong. */
const SPREADS_WITHIN_MS = 30 * 60_000

const EXPIRED =
  'Entra calls the new secret expired already (AADSTS7000222), so nobody got it and it was removed again. The old one was not touched. See that its lifetime is long enough for the rotation, then use Rotate again.'

/** Signs in with the new secret before anyone gets it, and waits, by stored times, while it spreads through Entra. */
export async function proveNew(ctx: RotatePowers, rotation: StoredRotation): Stepped {
  // Nobody signs in with a signing certificate; whether it works shows on the other side.
  if (rotation.old.isSamlSigning) {
    return moveRotation(ctx, rotation, 'awaitingDeployment', 'The other side has to trust the new certificate first')
  }
  const outcome = await proofOfNew(ctx, rotation)
  switch (outcome.is) {
    case 'proved':
      return afterEscrow(ctx, rotation, 'The new secret has signed in')
    case 'unprovable':
      return withoutProof(ctx, rotation, outcome.why)
    case 'notYet':
      return waitOrGiveUp(ctx, rotation)
    case 'expired':
      return compensate(ctx, rotation, EXPIRED)
  }
}

/** Nobody gets what has not signed in, unless a person takes it upon themselves; without destination nobody gets it anyway. */
function withoutProof(ctx: RotatePowers, rotation: StoredRotation, why: string): Stepped {
  if (rotation.deliveries.length === 0) {
    return afterEscrow(ctx, rotation, `The new secret could not be proved: ${why}`)
  }
  const problem = `The new secret could not be proved, so nobody got it: ${why} The old one was not touched. Use Rotate to deliver it without proof, or Undo.`
  return moveRotation(ctx, rotation, 'parked', problem, { problem })
}

function waitOrGiveUp(ctx: RotatePowers, rotation: StoredRotation): Stepped {
  // By the time that a person has deployed it, it has spread.
  if (rotation.deliveries.length === 0) return afterEscrow(ctx, rotation, 'The new one has not spread in Entra yet')
  const sinceMs = ctx.clock.now().getTime() - (rotation.escrowedAt ?? rotation.changedAt).getTime()
  if (sinceMs < SPREADS_WITHIN_MS) return tryLater(ctx, rotation, { problem: null, atMostMs: 60_000 })
  const problem =
    'Entra did not accept the new secret within 30 minutes, so nobody got it and it was removed again. The old one was not touched. Use Rotate again; if that fails too, look at the application in Entra.'
  return compensate(ctx, rotation, problem)
}
