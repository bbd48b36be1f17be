import { DAY_MS } from '../domain/credential.ts'
import { hasCode } from '../domain/errors.ts'
import { attemptMarker, type Rotation, type VaultSecretRef } from '../domain/rotation.ts'
import type { NewPassword, StoredRotation } from '../ports.ts'
import { vaultSecretName } from './attempt.ts'
import { moveRotation, type RotatePowers } from './move-rotation.ts'
import { removeAttempt } from './remove-attempt.ts'

const THROTTLED_WAIT_MS = 60_000

/**
 * Asks Entra for the new secret, exactly once, and puts it into the vault before anything else is done with it. Only the
 * worker that won the write of this attempt comes here. The secret text lives in this call and in the vault, nowhere else.
 */
export async function mintSecret(ctx: RotatePowers, rotation: StoredRotation): Promise<StoredRotation | undefined> {
  const endAt = await newEndAt(ctx, rotation)
  let minted: NewPassword
  try {
    minted = await ctx.credentials.addPassword(rotation.holder, attemptMarker(rotation), endAt)
  } catch (error) {
    return afterFailedMint(ctx, rotation, error)
  }

  let vaultSecret: VaultSecretRef
  try {
    vaultSecret = await escrow(ctx, rotation, minted)
  } catch (error) {
    return afterFailedEscrow(ctx, rotation, minted, error)
  }

  const stored = await moveRotation(ctx, rotation, 'stored', `New secret ${minted.keyId} is in the vault`, {
    newKeyId: minted.keyId,
    newEndAt: minted.endAt ?? endAt,
    vaultSecret,
    problem: null,
  })
  // Another worker gave this attempt up while it was under way: what it made was never used by anyone.
  if (stored === undefined) await removeAttempt(ctx, rotation, minted.keyId)
  return stored
}

/** The configured lifetime, or as much of it as the tenant's policies allow. */
async function newEndAt(ctx: RotatePowers, { holder }: Rotation): Promise<Date> {
  const wanted = ctx.policy.rotationLifetimeDays
  const longest = (await ctx.directory.longestPasswordDays(holder)) ?? wanted
  return new Date(ctx.clock.now().getTime() + Math.min(wanted, longest) * DAY_MS)
}

async function escrow(ctx: RotatePowers, rotation: Rotation, minted: NewPassword): Promise<VaultSecretRef> {
  const secret = {
    name: vaultSecretName(rotation),
    text: minted.secretText,
    endAt: minted.endAt,
    tags: {
      rotationId: rotation.rotationId,
      attempt: String(rotation.attempt),
      keyId: minted.keyId,
      clientId: rotation.holder.clientId,
    },
  }
  try {
    return await ctx.vault.store(secret)
  } catch (error) {
    if (!hasCode(error, 'vault-unreachable')) throw error
    // The text exists only here, so one more try is worth it: at worst the same value gets a second version.
    return await ctx.vault.store(secret)
  }
}

async function afterFailedMint(
  ctx: RotatePowers,
  rotation: StoredRotation,
  error: unknown,
): Promise<StoredRotation | undefined> {
  const message = messageOf(error)
  if (hasCode(error, 'directory-denied', 'directory-refused', 'directory-not-found')) {
    const problem = `${message} The old credential was kept.`
    return moveRotation(ctx, rotation, 'parked', problem, { problem })
  }
  if (hasCode(error, 'directory-throttled')) {
    const waitMs = error.retryAfterMs ?? THROTTLED_WAIT_MS
    return moveRotation(ctx, rotation, 'approved', 'Entra asked to wait; nothing was made', {
      attempt: rotation.attempt - 1,
      nextStepAt: new Date(ctx.clock.now().getTime() + waitMs),
      problem: message,
    })
  }
  // The secret may exist all the same: a later step looks for it before anything is asked for again.
  ctx.log.warn(
    { rotationId: rotation.rotationId, attempt: rotation.attempt, error: message },
    'Outcome of a new secret is unknown',
  )
  return undefined
}

async function afterFailedEscrow(
  ctx: RotatePowers,
  rotation: StoredRotation,
  minted: NewPassword,
  error: unknown,
): Promise<StoredRotation | undefined> {
  const isGone = await removeAttempt(ctx, rotation, minted.keyId)
  const kept = isGone
    ? 'The new secret was removed again and the old credential was kept.'
    : 'The old credential was kept.'
  const problem = `${messageOf(error)} ${kept}`
  ctx.log.error({ rotationId: rotation.rotationId, problem }, 'New secret could not be put into the vault')
  // Without the certainty that it is gone, a later step finds it by its marker and removes it.
  return isGone ? moveRotation(ctx, rotation, 'parked', problem, { problem }) : undefined
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
