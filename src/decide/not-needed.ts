import { randomUUID } from 'node:crypto'
import { isValidAt } from '../domain/credential.ts'
import type { CredentialLine } from '../domain/message.ts'
import type { PersonRef } from '../domain/person.ts'
import type { AppContext, CurrentApplication } from '../ports.ts'
import { chooseLine } from './choose-line.ts'
import type { Decision } from './decision.ts'
import { lastSignIns } from './last-sign-ins.ts'

type Powers = Pick<AppContext, 'directory' | 'approvals' | 'clock' | 'policy' | 'log'>

/** Who wants it gone has to be joined by somebody else within this time; later they ask anew. */
const ASKED_FOR_MS = 72 * 60 * 60_000

/** `Not needed any more`, first step: shows what would be removed, and what speaks against it. */
export async function askNotNeeded(
  ctx: Powers,
  application: CurrentApplication,
  keyId: string | undefined,
): Promise<Decision> {
  const line = chooseLine(application, keyId, isRemovable)
  if (line === undefined || !isRemovable(line)) return nothingToRemove
  const { holder, dryRun } = application
  const signIns = await lastSignIns(ctx, holder.clientId, line.credential.keyId)
  return {
    is: 'ask',
    form: {
      is: 'removeOld',
      holder,
      old: line.credential,
      successor: null,
      proof: 'keyturn',
      signIns,
      lacking: [],
      isEarly: false,
      dryRun,
    },
  }
}

/** `Not needed any more`, second step: removes a client secret without successor, where the policy asks when two want it. */
export async function notNeeded(
  ctx: Powers,
  application: CurrentApplication,
  by: PersonRef,
  keyId: string | undefined,
): Promise<Decision> {
  const line = chooseLine(application, keyId, isRemovable)
  if (line === undefined || !isRemovable(line)) return nothingToRemove
  if (application.dryRun) {
    return { is: 'show', news: 'Dry run: the client secret would be removed now. Nothing was changed.' }
  }
  const { credential } = line
  const isLive = isValidAt(credential, application.now)
  if (!isLive || !ctx.policy.fourEyes.includes('removal')) return { is: 'removeOld', credential, by }

  const { objectId } = application.holder
  const asked = (await ctx.approvals.about(objectId)).removalRequests.find((one) => one.keyId === credential.keyId)
  const isOpen = asked !== undefined && application.now.getTime() - asked.askedAt.getTime() < ASKED_FOR_MS
  if (isOpen && asked.askedBy.personId !== by.personId) return { is: 'removeOld', credential, by }
  if (isOpen) {
    return {
      is: 'show',
      news: 'You asked for this already: a second person has to choose Not needed any more as well.',
    }
  }
  await ctx.approvals.askRemoval(
    { objectId, keyId: credential.keyId, askedBy: by, askedAt: application.now },
    {
      eventId: randomUUID(),
      at: application.now,
      action: 'removal-confirmed',
      actor: by,
      holder: application.holder,
      keyId: credential.keyId,
      detail: 'Not needed any more; a second person has to agree',
    },
  )
  return {
    is: 'recorded',
    news: 'Asked: the secret is valid, so another owner or an administrator has to say /not-needed with the client id as well, within 72 hours.',
  }
}

const nothingToRemove: Decision = {
  is: 'impossible',
  text: 'Keyturn removes client secrets only, and none of this application can be removed now.',
}

function isRemovable({ credential, state }: CredentialLine): boolean {
  return credential.kind === 'password' && ['due', 'snoozed', 'renewalApproved'].includes(state.is)
}
