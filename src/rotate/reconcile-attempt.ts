import type { Holder } from '../domain/holder.ts'
import { attemptMarker } from '../domain/rotation.ts'
import type { StoredRotation } from '../ports.ts'
import { STEP_SECONDS, vaultSecretName } from './attempt.ts'
import { endForDeleted } from './end-for-deleted.ts'
import { mintSecret } from './mint-secret.ts'
import { keepRotation, moveRotation } from './move-rotation.ts'
import { removeAttempt } from './remove-attempt.ts'
import { removeLeftovers } from './remove-leftovers.ts'
import type { RotatePowers } from './rotate-powers.ts'

const MAX_ATTEMPTS = 3
/** Entra's reads lag behind its writes, so one read that shows nothing proves nothing. */
const READS_TO_BE_SURE = 5
const READ_SPACING_SECONDS = 15

/**
 * Finds out what became of an attempt whose outcome was lost, before anything is asked for again:
 * in the vault and in Entra → it is the result; in Entra alone → its text is lost, so it is fenced off and removed;
 * in neither, five reads in a row → it never happened.
 */
export async function reconcileAttempt(
  ctx: RotatePowers,
  rotation: StoredRotation,
): Promise<StoredRotation | undefined> {
  const holder = await ctx.directory.holder(rotation.holder.kind, rotation.holder.objectId)
  if (holder === undefined) return endForDeleted(ctx, rotation)

  await removeLeftovers(ctx, rotation, holder)
  const escrowed = await findEscrow(ctx, rotation)
  if (escrowed !== undefined && hasKey(holder, escrowed.keyId)) {
    return moveRotation(ctx, rotation, 'escrowed', `New secret ${escrowed.keyId} was found in Keyturn's vault`, {
      newKeyId: escrowed.keyId,
      newEndAt: holder.credentials.find(({ keyId }) => keyId === escrowed.keyId)?.endAt ?? null,
      vaultSecret: escrowed.ref,
      escrowedAt: ctx.clock.now(),
    })
  }

  const trace = holder.credentials.find(({ displayName }) => displayName === attemptMarker(rotation))
  if (trace === undefined && rotation.tries + 1 < READS_TO_BE_SURE) {
    return keepRotation(ctx, rotation, {
      tries: rotation.tries + 1,
      nextStepAt: inSeconds(ctx, READ_SPACING_SECONDS),
    })
  }
  return tryAgain(ctx, rotation, trace?.keyId ?? escrowed?.keyId)
}

/** Fences the lost attempt off first: from then on its worker, should it still live, can no longer make it the result. */
async function tryAgain(
  ctx: RotatePowers,
  lost: StoredRotation,
  leftoverKeyId: string | undefined,
): Promise<StoredRotation | undefined> {
  const fenced = await moveRotation(ctx, lost, 'minting', `Attempt ${lost.attempt} was lost`, {
    attempt: lost.attempt + 1,
    nextStepAt: inSeconds(ctx, STEP_SECONDS),
  })
  if (fenced === undefined) return undefined
  if (leftoverKeyId !== undefined) await removeAttempt(ctx, lost, leftoverKeyId)
  if (fenced.attempt <= MAX_ATTEMPTS) return mintSecret(ctx, fenced)

  const problem = `Entra did not confirm a new secret in ${MAX_ATTEMPTS} attempts. The old credential was kept. Look at the application in Entra, then use Rotate again.`
  return moveRotation(ctx, fenced, 'failed', problem, { problem })
}

async function findEscrow(ctx: RotatePowers, rotation: StoredRotation) {
  const found = await ctx.vault.find(vaultSecretName(rotation))
  const keyId = found?.tags.keyId
  const isOwn = found?.tags.rotationId === rotation.rotationId && found.tags.attempt === String(rotation.attempt)
  return found !== undefined && isOwn && keyId !== undefined ? { ref: found.ref, keyId } : undefined
}

function hasKey(holder: Holder, keyId: string): boolean {
  return holder.credentials.some((credential) => credential.keyId === keyId)
}

function inSeconds(ctx: Pick<RotatePowers, 'clock'>, seconds: number): Date {
  return new Date(ctx.clock.now().getTime() + seconds * 1000)
}
