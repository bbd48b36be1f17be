import type { Credential } from '../domain/credential.ts'
import { hasCode, messageOf } from '../domain/errors.ts'
import type { Rotation } from '../domain/rotation.ts'
import { SecretText } from '../domain/secret-text.ts'
import type { DeliveredFacts, ProofOutcome } from '../ports.ts'
import { certificateNamed, isCertificate } from './by-kind.ts'
import { destinationFor } from './choose-destination.ts'
import type { RotatePowers } from './rotate-powers.ts'

type Powers = Pick<RotatePowers, 'rotations' | 'vault' | 'certificates' | 'destinations' | 'proof' | 'log'>

export type Previous =
  | ({ readonly is: 'known' } & FoundPrevious)
  /** Something did not answer, or does not take the old secret at this moment. */
  | { readonly is: 'notNow'; readonly why: string }
  /** Keyturn did not make it, and no destination keeps earlier values. */
  | { readonly is: 'unknown' }

export interface FoundPrevious {
  readonly secretText: SecretText
  /** Where it lies, for destinations that are told only that. */
  readonly vaultSecret: DeliveredFacts['vaultSecret']
}

/**
 * The text of the old secret, where Keyturn can know it: from the rotation that made it, else from a destination that
 * keeps earlier values. It has to sign in before it counts, so that nothing else is ever put back.
 */
export async function readPrevious(ctx: Powers, rotation: Rotation): Promise<Previous> {
  try {
    const found = (await fromEarlierRotation(ctx, rotation)) ?? (await fromDestinations(ctx, rotation))
    return found === undefined ? { is: 'unknown' } : await tried(ctx, rotation, found)
  } catch (error) {
    const why = messageOf(error)
    ctx.log.warn({ rotationId: rotation.rotationId, why }, 'The previous value could not be read')
    return { is: 'notNow', why }
  }
}

async function fromEarlierRotation(ctx: Powers, { holder, old }: Rotation): Promise<FoundPrevious | undefined> {
  const maker = await ctx.rotations.makerOf(holder.objectId, old.keyId)
  if (maker?.vaultSecret == null) return undefined
  const vaultSecret = { vaultUrl: ctx.vault.url, ...maker.vaultSecret }
  // Its key never leaves the vault: whoever takes a certificate is told where it is.
  if (isCertificate(maker)) return { secretText: new SecretText(''), vaultSecret }
  try {
    const secretText = await ctx.vault.read(maker.vaultSecret)
    return { secretText, vaultSecret }
  } catch (error) {
    // Somebody may have removed it from the vault; a destination may still know it.
    if (hasCode(error, 'vault-refused')) return undefined
    throw error
  }
}

async function fromDestinations(ctx: Powers, rotation: Rotation): Promise<FoundPrevious | undefined> {
  for (const { target, receipt } of rotation.deliveries) {
    // Only a vault keeps earlier values.
    if (target.kind !== 'keyVault' || receipt?.before === undefined) continue
    const secretText = await destinationFor(ctx.destinations, target).readBefore?.(target, receipt)
    // What a person put there meanwhile signs in too, and still is not the old secret.
    if (secretText === undefined || !mayBe(rotation.old, secretText)) continue
    const { vaultUrl, secretName: name } = target
    return { secretText, vaultSecret: { vaultUrl, name, version: receipt.before } }
  }
  return undefined
}

/** Entra shows the beginning of each secret; where it does not, nothing speaks against it. */
function mayBe({ hint }: Credential, secretText: SecretText): boolean {
  return hint === null || secretText.reveal().startsWith(hint)
}

async function tried(ctx: Powers, rotation: Rotation, found: FoundPrevious): Promise<Previous> {
  const { old } = rotation
  const { secretText } = found
  const outcome = await signIn(ctx, rotation, found)
  if (outcome.is === 'proved') return { is: 'known', ...found }
  if (outcome.is === 'notYet')
    return { is: 'notNow', why: 'Entra does not accept the previous value at the moment; try again in a minute.' }
  if (outcome.is === 'expired')
    return { is: 'notNow', why: 'Entra calls the previous value expired: it opens nothing any more.' }
  // Where Entra lets nobody sign in from here, the beginning of the text, which it shows, has to do.
  const isIt = old.hint !== null && old.hint !== '' && secretText.reveal().startsWith(old.hint)
  return isIt ? { is: 'known', ...found } : { is: 'notNow', why: outcome.why }
}

async function signIn(ctx: Powers, rotation: Rotation, found: FoundPrevious): Promise<ProofOutcome> {
  const { clientId } = rotation.holder
  if (!isCertificate(rotation)) return ctx.proof.withSecret(clientId, found.secretText)
  const certificate = await certificateNamed(ctx, found.vaultSecret.name)
  return certificate === undefined ? { is: 'notYet' } : ctx.proof.withCertificate(clientId, certificate)
}
