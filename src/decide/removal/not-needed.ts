import { isValidAt } from '../../domain/credential.ts'
import { canBeUnneeded } from '../../domain/line-powers.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'
import type { Entitled } from '../actor.ts'
import { chooseLine } from '../choose-line.ts'
import type { Decision } from '../decision.ts'
import type { Action } from '../parse-action.ts'
import { lastSignIns } from '../renewal/last-sign-ins.ts'
import { alreadyDecided } from '../rotation/request-meant.ts'
import { agreeOnRemoval, isOwnEmergency } from './agree-removal.ts'

type Powers = Pick<AppContext, 'directory' | 'cards' | 'rotations' | 'approvals' | 'policy' | 'log'>

/** `Not needed any more`, first step: shows what would be removed, and what speaks against it. */
export async function askNotNeeded(
  ctx: Powers,
  application: CurrentApplication,
  entitled: Entitled,
  { keyId, requestId }: Pick<Action, 'keyId' | 'requestId'>,
): Promise<Decision> {
  const line = chooseLine(application, keyId, canBeUnneeded)
  if (requestId !== undefined && line?.removal?.requestId !== requestId) return { is: 'show', news: alreadyDecided }
  if (line === undefined || !canBeUnneeded(line)) return nothingToRemove
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
      requestId: line.removal?.requestId ?? null,
      isEmergency: await isOwnEmergency(ctx, entitled, line),
      dryRun,
    },
  }
}

/** `Not needed any more`, second step: removes a client secret without successor, where the policy asks when two want it. */
export async function notNeeded(
  ctx: Powers,
  application: CurrentApplication,
  entitled: Entitled,
  action: Pick<Action, 'keyId' | 'requestId' | 'reason'>,
): Promise<Decision> {
  const line = chooseLine(application, action.keyId, canBeUnneeded)
  if (line === undefined || !canBeUnneeded(line)) return nothingToRemove
  if (application.dryRun) {
    return { is: 'show', news: 'Dry run: the client secret would be removed now. Nothing was changed.' }
  }
  const { credential } = line
  const now = { is: 'removeOld', credential, by: entitled.person } as const
  const takesTwo = isValidAt(credential, application.now) && ctx.policy.fourEyes.includes('removal')
  return takesTwo ? agreeOnRemoval(ctx, application, entitled, line, action, now) : now
}

const nothingToRemove: Decision = {
  is: 'impossible',
  text: 'Keyturn removes client secrets only, and none of this application can be removed now.',
}
