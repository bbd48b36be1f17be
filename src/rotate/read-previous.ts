import type { Rotation } from '../domain/rotation.ts'
import type { SecretText } from '../domain/secret-text.ts'
import { destinationFor } from './choose-destination.ts'
import type { RotatePowers } from './move-rotation.ts'
import { prove } from './prove.ts'

type Powers = Pick<RotatePowers, 'rotations' | 'vault' | 'destinations' | 'proof' | 'log'>

/**
 * The text of the old secret, where Keyturn can know it: from the rotation that made it, else from a destination that
 * keeps earlier values. It has to sign in before it counts, so that nothing else is ever put back.
 */
export async function readPrevious(ctx: Powers, rotation: Rotation): Promise<SecretText | undefined> {
  for (const read of [fromEarlierRotation, fromDestinations]) {
    const found = await read(ctx, rotation)
    if (found === undefined) continue
    const { is } = await prove(ctx, rotation.holder.clientId, found)
    if (is === 'proved') return found
  }
  return undefined
}

async function fromEarlierRotation(ctx: Powers, { holder, old }: Rotation): Promise<SecretText | undefined> {
  const maker = (await ctx.rotations.about(holder.objectId)).find(({ newKeyId }) => newKeyId === old.keyId)
  if (maker?.vaultSecret == null) return undefined
  return readable(ctx, maker.rotationId, ctx.vault.read(maker.vaultSecret))
}

async function fromDestinations(ctx: Powers, rotation: Rotation): Promise<SecretText | undefined> {
  for (const { target, receipt } of rotation.deliveries) {
    const read = destinationFor(ctx.destinations, target).readBefore
    if (read === undefined || receipt === null) continue
    const found = await readable(ctx, rotation.rotationId, read(target, receipt))
    if (found !== undefined) return found
  }
  return undefined
}

/** What cannot be read is not known; the reason is logged. */
async function readable(
  ctx: Powers,
  rotationId: string,
  reading: Promise<SecretText | undefined>,
): Promise<SecretText | undefined> {
  try {
    return await reading
  } catch (error) {
    ctx.log.warn({ rotationId, error: String(error) }, 'A previous value could not be read')
    return undefined
  }
}
