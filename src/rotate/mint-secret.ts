import { DAY_MS } from '../domain/credential.ts'
import { hasCode, messageOf } from '../domain/errors.ts'
import { attemptMarker, type Rotation, type VaultSecretRef } from '../domain/rotation.ts'
import type { NewPassword, StoredRotation } from '../ports.ts'
import { hasTimeLeft, STEP_SECONDS, vaultSecretName } from './attempt.ts'
import { moveRotation } from './move-rotation.ts'
import { removeAttempt } from './remove-attempt.ts'
import type { RotatePowers } from './rotate-powers.ts'

const THROTTLED_WAIT_MS = 60_000
const LONGEST_WAIT_MS = 60 * 60_000

/**
 * Asks Entra for the new secret, exactly once, and puts it into the vault before anything else is done with it. Only the
 * worker that won the write of this attempt comes here. The secret text lives in this call and in the vault, nowhere else.
 */
export async function mintSecret(ctx: RotatePowers, rotation: StoredRotation): Promise<StoredRotation | undefined> {
  const endAt = await newEndAt(ctx, rotation)
  // The reading may have waited long; whoever takes over looks for what was made, and there is nothing.
  if (!hasTimeLeft(ctx, rotation)) return undefined
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

  return adopt(ctx, rotation, minted, { newEndAt: minted.endAt ?? endAt, vaultSecret })
}

/**
 * Makes what this attempt minted the result. Another worker may have moved the rotation meanwhile: it may have found
 * this very secret in the vault, only counted a read, or given the attempt up, and only then is the secret removed.
 */
async function adopt(
  ctx: RotatePowers,
  rotation: StoredRotation,
  minted: NewPassword,
  result: { newEndAt: Date; vaultSecret: VaultSecretRef },
): Promise<StoredRotation | undefined> {
  let current: StoredRotation | undefined = rotation
  while (current !== undefined && isStillThisAttempt(current, rotation)) {
    const changes = { ...result, newKeyId: minted.keyId, escrowedAt: ctx.clock.now() }
    const detail = `New secret ${minted.keyId} is in Keyturn's vault`
    const escrowed = await moveRotation(ctx, current, 'escrowed', detail, changes)
    if (escrowed !== undefined) return escrowed
    // By its id: a later rotation of the same credential would hide it from those that look for the latest.
    current = await ctx.rotations.get(rotation.holder.objectId, rotation.rotationId)
  }
  if (current?.newKeyId === minted.keyId) return current
  await removeAttempt(ctx, rotation, minted.keyId)
  return undefined
}

function isStillThisAttempt(current: StoredRotation, rotation: StoredRotation): boolean {
  return current.state === 'minting' && current.attempt === rotation.attempt
}

/** The configured lifetime, or as much of it as the tenant's policies allow. */
async function newEndAt(ctx: RotatePowers, { holder, lifetimeDays }: Rotation): Promise<Date> {
  const longest = (await ctx.directory.credentialRules(holder, 'password')).longestDays ?? lifetimeDays
  return new Date(ctx.clock.now().getTime() + Math.min(lifetimeDays, longest) * DAY_MS)
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
    return moveRotation(ctx, rotation, 'failed', problem, { problem })
  }
  if (hasCode(error, 'directory-throttled')) {
    const waitMs = Math.min(error.retryAfterMs ?? THROTTLED_WAIT_MS, LONGEST_WAIT_MS)
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

/** The secret is removed only after the attempt was fenced off, so that nobody can make it the result any more. */
async function afterFailedEscrow(
  ctx: RotatePowers,
  rotation: StoredRotation,
  minted: NewPassword,
  error: unknown,
): Promise<StoredRotation | undefined> {
  ctx.log.error(
    { rotationId: rotation.rotationId, error: messageOf(error) },
    'New secret could not be put into the vault',
  )
  const fenced = await moveRotation(ctx, rotation, 'minting', `Attempt ${rotation.attempt} did not reach the vault`, {
    attempt: rotation.attempt + 1,
    nextStepAt: new Date(ctx.clock.now().getTime() + STEP_SECONDS * 1000),
  })
  // Whoever moved it meanwhile looks for the secret by its marker, in the vault and in Entra.
  if (fenced === undefined) return undefined
  const removed = await removeAttempt(ctx, rotation, minted.keyId)
  // Entra may not know a fresh secret yet; a later step finds it by its marker and removes it.
  if (removed !== 'removed') return undefined
  const problem = `${messageOf(error)} The new secret was removed again and the old credential was kept.`
  return moveRotation(ctx, fenced, 'failed', problem, { problem })
}
