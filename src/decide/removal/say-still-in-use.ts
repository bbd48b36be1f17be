import { randomUUID } from 'node:crypto'
import type { PersonRef } from '../../domain/person.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'
import { chooseLine } from '../choose-line.ts'
import type { Decision } from '../decision.ts'
import { MAX_REASON } from '../max-reason.ts'

/** `Still in use`: a person's word against the evidence, which brings the alerts back. */
export async function sayStillInUse(
  ctx: Pick<AppContext, 'approvals'>,
  application: CurrentApplication,
  by: PersonRef,
  keyId: string | undefined,
  typed: string | undefined,
): Promise<Decision> {
  const line = chooseLine(application, keyId, ({ state }) => state.is === 'superseded')
  if (line?.state.is !== 'superseded') {
    return { is: 'show', news: 'Nothing replaces this credential, so its alerts come anyway. Nothing was recorded.' }
  }
  const { holder, now } = application
  const { objectId } = holder
  const reason = typed?.trim().slice(0, MAX_REASON) || null
  await ctx.approvals.sayStillInUse(
    {
      objectId,
      keyId: line.credential.keyId,
      saidBy: by,
      saidAt: now,
      reason,
      knownKeyIds: holder.credentials.map((credential) => credential.keyId),
    },
    {
      eventId: randomUUID(),
      at: now,
      action: 'still-in-use',
      actor: by,
      holder,
      keyId: line.credential.keyId,
      detail: reason ?? 'Still in use',
    },
  )
  return { is: 'recorded', news: 'Noted: it is still in use. Its alerts come again until it is rotated.' }
}
