import { hasCode, messageOf } from '../domain/errors.ts'
import { attemptMarker } from '../domain/rotation.ts'
import type { StoredRotation, VaultCertificate } from '../ports.ts'
import { hasTimeLeft, vaultSecretName } from './attempt.ts'
import { claimStep } from './claim-step.ts'
import { moveRotation, type Stepped, tryLater } from './move-rotation.ts'
import type { RotatePowers } from './rotate-powers.ts'

/** An issuer may take days; the vault's own certificates take seconds. */
const LOOK_AGAIN_MS = 15 * 60_000

/**
 * Has the vault make the next certificate, whose private key never leaves it, then adds its public key to the
 * application beside the others. Every part says the same when it is repeated, so a crash needs no finding out: this
 * step is simply done again, by one worker at a time.
 */
export async function mintCertificate(ctx: RotatePowers, before: StoredRotation): Stepped {
  // A worker that takes long loses the step to another one, and with it the right to write.
  const rotation = await claimStep(ctx, before)
  if (rotation === undefined) return undefined
  const name = vaultSecretName(rotation)
  try {
    const made = await certificateOf(ctx, rotation, name)
    if (made === 'pending') return tryLater(ctx, rotation, { problem: null, atMostMs: LOOK_AGAIN_MS })
    if ('failed' in made) return failed(ctx, rotation, `Key Vault could not make a certificate: ${made.failed}.`)
    // The vault may have taken long: whoever is next finds what it has made.
    if (!hasTimeLeft(ctx, rotation)) return undefined
    const { keyId } = await ctx.credentials.addCertificate(rotation.holder, made, attemptMarker(rotation))
    return await moveRotation(ctx, rotation, 'escrowed', `New certificate ${keyId} is in the vault and in Entra`, {
      newKeyId: keyId,
      newEndAt: made.endAt,
      vaultSecret: made.ref,
      escrowedAt: ctx.clock.now(),
    })
  } catch (error) {
    return afterFailure(ctx, rotation, error)
  }
}

async function certificateOf(
  ctx: RotatePowers,
  { holder, rotationId, attempt, lifetimeDays }: StoredRotation,
  name: string,
): Promise<VaultCertificate | 'pending' | { readonly failed: string }> {
  const before = await ctx.certificates.find(name)
  if (before !== undefined) return before
  const tags = { rotationId, attempt: String(attempt), clientId: holder.clientId }
  const issuer = ctx.policy.certificateIssuer
  const longest = (await ctx.directory.credentialRules(holder, 'certificate')).longestDays ?? lifetimeDays
  const days = Math.min(lifetimeDays, longest)
  await ctx.certificates.request({ name, subject: `CN=${holder.clientId}`, lifetimeDays: days, issuer, tags })
  return (await ctx.certificates.find(name)) ?? 'pending'
}

function afterFailure(ctx: RotatePowers, rotation: StoredRotation, error: unknown): Stepped {
  const message = messageOf(error)
  ctx.log.warn({ rotationId: rotation.rotationId, message }, 'A certificate could not be made or added yet')
  if (hasCode(error, 'directory-denied', 'directory-refused', 'directory-not-found', 'vault-denied', 'vault-refused')) {
    return failed(ctx, rotation, message)
  }
  const retryAfterMs = hasCode(error, 'directory-throttled') ? error.retryAfterMs : undefined
  return tryLater(ctx, rotation, { problem: message, retryAfterMs, atMostMs: LOOK_AGAIN_MS })
}

/** What the vault made by then opens nothing: Entra does not know it. */
async function failed(ctx: RotatePowers, rotation: StoredRotation, why: string): Stepped {
  const problem = `${why} The old certificate was kept.`
  const ended = await moveRotation(ctx, rotation, 'failed', problem, { problem })
  await ctx.certificates.remove(vaultSecretName(rotation)).catch((error) => {
    ctx.log.warn({ rotationId: rotation.rotationId, error: String(error) }, 'A certificate that nobody uses was left')
  })
  return ended
}
