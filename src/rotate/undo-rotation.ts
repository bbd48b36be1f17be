import type { PersonRef } from '../domain/person.ts'
import { canBeUndone } from '../domain/rotation.ts'
import type { StoredRotation } from '../ports.ts'
import { compensate } from './compensate.ts'
import { readPrevious } from './read-previous.ts'
import { mayHoldNewValue } from './record-delivery.ts'
import type { RotatePowers } from './rotate-powers.ts'
import { QUIET_MS } from './sign-in-report.ts'

export type UndoStart =
  | { readonly is: 'begun'; readonly rotation: StoredRotation }
  /** Nothing was changed; says why, and what to do instead. */
  | { readonly is: 'refused'; readonly why: string }

/** Begins to put the previous value back everywhere, if that can be brought to its end. */
export async function undoRotation(ctx: RotatePowers, rotation: StoredRotation, by: PersonRef): Promise<UndoStart> {
  if (!canBeUndone(rotation, ctx.clock.now())) {
    return {
      is: 'refused',
      why: 'The rotation cannot be undone any more: the old secret has expired or is gone, or the rotation has ended.',
    }
  }
  const holder = await ctx.directory.holder(rotation.holder.kind, rotation.holder.objectId)
  if (!holder?.credentials.some(({ keyId }) => keyId === rotation.old.keyId)) {
    return {
      is: 'refused',
      why: 'The old secret is no longer in Entra, so there is nothing to go back to. Use Rotate.',
    }
  }
  const previous = rotation.deliveries.some(mayHoldNewValue) ? await readPrevious(ctx, rotation) : undefined
  if (previous?.is === 'unknown') {
    const why =
      'Keyturn does not know the previous value: it did not make it, and no destination keeps earlier values. Put it back by hand where it is needed, or let the rotation go on.'
    return { is: 'refused', why }
  }
  if (previous?.is === 'notNow') return { is: 'refused', why: `${previous.why} Nothing was changed.` }
  const inUse = rotation.deliveries.length > 0 ? undefined : await signInByNew(ctx, rotation)
  if (inUse !== undefined) {
    const why = `The new secret signed in on ${inUse.toUTCString()}, so somebody has deployed it: removing it would stop what uses it. Put the old one back there first; a day after the last sign-in Undo works.`
    return { is: 'refused', why }
  }
  const begun = await compensate(ctx, rotation, 'Undone: the previous value is put back.', by)
  return begun === undefined
    ? { is: 'refused', why: 'The rotation has moved on at this moment. Look at it again, then decide.' }
    : { is: 'begun', rotation: begun }
}

/** Where a person deploys, only Entra can tell that they did; Keyturn's own sign-ins came before the wait for them. */
async function signInByNew(ctx: RotatePowers, rotation: StoredRotation): Promise<Date | undefined> {
  const { holder, newKeyId, changedAt } = rotation
  const lastAt = newKeyId === null ? undefined : (await ctx.directory.lastSignIns(holder.clientId))?.get(newKeyId)
  if (lastAt === undefined || lastAt <= changedAt) return undefined
  return ctx.clock.now().getTime() - lastAt.getTime() < QUIET_MS ? lastAt : undefined
}
