import { approversFor } from '../decide/choose-approvers.ts'
import type { Decision } from '../decide/decision.ts'
import type { AppContext, CurrentApplication } from '../ports.ts'
import { requestNotice } from './request-notice.ts'

/** Records that somebody wants the old credential gone before its time, and asks the first who may agree. */
export async function askRemoval(
  ctx: AppContext,
  { holder }: CurrentApplication,
  { rotation, by }: Decision & { is: 'askRemoval' },
): Promise<string> {
  const { etag: _, ...before } = rotation
  const event = {
    eventId: `removal-asked.${rotation.rotationId}.${by.personId}`,
    at: ctx.clock.now(),
    action: 'removal-confirmed',
    actor: by,
    holder: rotation.holder,
    keyId: rotation.old.keyId,
    detail: 'At once; a second person has to agree',
  } as const
  const stored = await ctx.rotations.move(rotation, { ...before, removalAskedBy: by }, event)
  if (stored === undefined) return 'The rotation has moved on at this moment. Look at it again, then decide.'
  const [first = []] = await approversFor(ctx, holder, by)
  const text = `${by.displayName ?? 'Somebody'} wants the old client secret removed at once. If you agree, choose Remove old on the card, or say /remove-old with the client id.`
  for (const person of first) {
    await ctx.messenger.send(person.personId, requestNotice('An old secret is to be removed at once', text, holder))
  }
  return 'Asked: a second person has to choose Remove old as well before the old secret is removed.'
}
