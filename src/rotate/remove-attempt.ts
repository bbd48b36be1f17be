import type { Rotation } from '../domain/rotation.ts'
import { vaultSecretName } from './attempt.ts'
import { removeFromEntra } from './by-kind.ts'
import type { RotatePowers } from './rotate-powers.ts'

/**
 * Removes what an attempt made that is not, and will never be, the result: its secret in Entra and in the vault. Only
 * for attempts that no stored rotation names as its result, so nothing that anyone uses is touched. Only `removed` is certain: Entra may not know a fresh secret yet.
 */
export async function removeAttempt(
  ctx: Pick<RotatePowers, 'credentials' | 'vault' | 'audit' | 'clock' | 'log'>,
  attempt: Rotation,
  keyId: string,
): Promise<'removed' | 'absent' | 'failed'> {
  let outcome: 'removed' | 'absent'
  try {
    outcome = await removeFromEntra(ctx, attempt, keyId)
    await removeText(ctx, vaultSecretName(attempt), keyId).catch((error) => {
      // What lies in the vault opens nothing any more, now that Entra has forgotten it.
      ctx.log.warn(
        { rotationId: attempt.rotationId, error: String(error) },
        'Vault secret of an abandoned attempt was left',
      )
    })
  } catch (error) {
    ctx.log.warn(
      { rotationId: attempt.rotationId, keyId, error: String(error) },
      'Abandoned secret could not be removed yet',
    )
    return 'failed'
  }
  if (outcome === 'removed')
    await ctx.audit.record({
      eventId: `${attempt.rotationId}.removed.${keyId}`,
      at: ctx.clock.now(),
      action: 'attempt-removed',
      actor: null,
      holder: attempt.holder,
      keyId,
      detail: `Attempt ${attempt.attempt} was abandoned; its secret was removed before anyone used it`,
    })
  return outcome
}

/** Only the text of this very secret: under the same name may lie that of another one, which is in use. */
async function removeText(ctx: Pick<RotatePowers, 'vault'>, name: string, keyId: string): Promise<void> {
  const found = await ctx.vault.find(name)
  if (found?.tags.keyId === keyId) await ctx.vault.remove(name)
}
