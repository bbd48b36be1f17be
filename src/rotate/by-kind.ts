import type { Rotation } from '../domain/rotation.ts'
import type { ProofOutcome, StoredRotation, VaultCertificate } from '../ports.ts'
import { vaultSecretName } from './attempt.ts'
import { mintCertificate } from './mint-certificate.ts'
import { mintSecret } from './mint-secret.ts'
import { mintSigning } from './mint-signing.ts'
import type { Stepped } from './move-rotation.ts'
import { prove } from './prove.ts'
import type { RotatePowers } from './rotate-powers.ts'

/* What differs between a client secret and a certificate; everything else about their rotation is the same. */

export function mint(ctx: RotatePowers, rotation: StoredRotation): Stepped {
  if (rotation.old.isSamlSigning) return mintSigning(ctx, rotation)
  return isCertificate(rotation) ? mintCertificate(ctx, rotation) : mintSecret(ctx, rotation)
}

/** Signs in with what the vault holds as this rotation's result. */
export async function proofOfNew(ctx: RotatePowers, rotation: StoredRotation): Promise<ProofOutcome> {
  if (rotation.vaultSecret === null) throw new TypeError('only an escrowed credential can be proved')
  const { clientId } = rotation.holder
  if (!isCertificate(rotation)) {
    const secretText = await ctx.vault.read(rotation.vaultSecret)
    return prove(() => ctx.proof.withSecret(clientId, secretText))
  }
  const certificate = await certificateNamed(ctx, rotation.vaultSecret.name)
  return certificate === undefined ? { is: 'notYet' } : prove(() => ctx.proof.withCertificate(clientId, certificate))
}

/** A certificate that the vault has made; undefined: not yet, or not any more. */
export async function certificateNamed(
  { certificates }: Pick<RotatePowers, 'certificates'>,
  name: string,
): Promise<VaultCertificate | undefined> {
  const found = await certificates.find(name)
  return found === undefined || found === 'pending' || 'failed' in found ? undefined : found
}

export function removeFromEntra(
  ctx: Pick<RotatePowers, 'credentials'>,
  rotation: Pick<Rotation, 'old' | 'holder'>,
  keyId: string,
): Promise<'removed' | 'absent'> {
  const { holder } = rotation
  return isCertificate(rotation)
    ? ctx.credentials.removeCertificate(holder, keyId)
    : ctx.credentials.removePassword(holder, keyId)
}

/** What the vault holds of an attempt. */
export function removeFromVault(
  ctx: Pick<RotatePowers, 'vault' | 'certificates'>,
  rotation: Pick<Rotation, 'old' | 'rotationId' | 'attempt' | 'holder'>,
  name: string = vaultSecretName(rotation),
): Promise<void> {
  // A signing certificate never was in the vault.
  if (rotation.old.isSamlSigning) return Promise.resolve()
  return isCertificate(rotation) ? ctx.certificates.remove(name) : ctx.vault.remove(name)
}

export function isCertificate({ old }: Pick<Rotation, 'old'>): boolean {
  return old.kind === 'certificate'
}
