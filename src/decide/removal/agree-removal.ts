import { linesOf } from '../../domain/application-message.ts'
import type { CredentialLine } from '../../domain/messages/credential-line.ts'
import type { AppContext, CurrentApplication, StoredRemovalRequest } from '../../ports.ts'
import { type Entitled, entitlementOf, isAdministrator } from '../actor.ts'
import type { Decision } from '../decision.ts'
import { MAX_REASON } from '../max-reason.ts'
import type { Action } from '../parse-action.ts'
import { hasWitness, mayAgree, noWitness } from '../rotation/choose-approvers.ts'
import { alreadyDecided } from '../rotation/request-meant.ts'

type Powers = Pick<AppContext, 'directory' | 'cards' | 'policy' | 'rotations' | 'approvals'>

/** The open request to remove a credential that an answer is about, as `requestMeant` for rotations. */
export function removalMeant(
  application: CurrentApplication,
  { requestId, keyId }: Pick<Action, 'requestId' | 'keyId'>,
): StoredRemovalRequest | undefined {
  const every = application.holder.credentials.map((credential) => credential.keyId)
  const open = new Set(linesOf(application, every).flatMap(({ removal }) => removal?.requestId ?? []))
  return application.removalRequests?.find(
    (one) =>
      open.has(one.requestId) &&
      (requestId === undefined || one.requestId === requestId) &&
      (keyId === undefined || one.keyId === keyId),
  )
}

/** Whether whoever clicks now asked for it and may do it alone, in an emergency that needs a reason. */
export async function isOwnEmergency(
  ctx: Pick<Powers, 'directory' | 'policy'>,
  { person }: Entitled,
  line: CredentialLine,
): Promise<boolean> {
  return line.removal?.requestedBy.personId === person.personId && (await isAdministrator(ctx, person))
}

/**
 * A live credential goes before its time when two people want that: the first click asks, the click of another person
 * who may agree carries it out. Whether the first may still ask for it is read again then.
 */
export async function agreeOnRemoval(
  ctx: Powers,
  application: CurrentApplication,
  { person: by, standing }: Entitled,
  line: CredentialLine,
  action: Pick<Action, 'requestId' | 'reason'>,
  then: (Decision & { is: 'agreeRemoval' })['then'],
): Promise<Decision> {
  const { holder } = application
  const { keyId } = line.credential
  const request = removalMeant(application, { ...action, keyId })
  if (request === undefined && action.requestId !== undefined) return { is: 'show', news: alreadyDecided }
  const rotationId = then.is === 'removeNow' ? then.rotation.rotationId : null
  const ask: Decision = { is: 'askRemoval', keyId, rotationId, by }
  if (request === undefined) return ask

  const { requestedBy } = request
  if (requestedBy.personId === by.personId) return decideAlone(ctx, by, request, action, then)
  if (!(await mayAgree(ctx, holder, requestedBy, by))) {
    return {
      is: 'show',
      news: 'Another owner, the manager of whoever asked or an administrator has to agree. Nothing was changed.',
    }
  }
  const asker = await entitlementOf(ctx, requestedBy, holder)
  if (asker !== undefined && asker.standing !== 'approver') {
    return { is: 'agreeRemoval', request, by, emergencyReason: null, then }
  }
  // Their wish counts no more, so whoever wants it now is the first.
  if (standing !== 'approver') return ask
  return { is: 'show', news: 'Whoever asked for this may not act on the application any more. Nothing was changed.' }
}

async function decideAlone(
  ctx: Powers,
  by: Entitled['person'],
  request: StoredRemovalRequest,
  action: Pick<Action, 'reason'>,
  then: (Decision & { is: 'agreeRemoval' })['then'],
): Promise<Decision> {
  const button = then.is === 'removeNow' ? 'Remove old' : 'Not needed any more'
  if (!(await isAdministrator(ctx, by))) {
    return { is: 'show', news: `You asked for this already: a second person has to choose ${button} as well.` }
  }
  if (!(await hasWitness(ctx, by))) return { is: 'show', news: noWitness }
  const reason = action.reason?.trim() ?? ''
  if (reason === '' || reason.length > MAX_REASON) {
    return {
      is: 'show',
      news: `You asked for this already: a second person has to choose ${button} as well. In an emergency open it again and give a reason of at most ${MAX_REASON} characters; administrators are told.`,
    }
  }
  return { is: 'agreeRemoval', request, by, emergencyReason: reason, then }
}

/** `Decline`: of a request to remove a credential, by whoever may agree to it or has asked for it. */
export async function declineRemoval(
  ctx: Pick<Powers, 'directory' | 'policy'>,
  { holder }: CurrentApplication,
  { person: by }: Entitled,
  request: StoredRemovalRequest,
  reason: string,
): Promise<Decision> {
  const isOwn = request.requestedBy.personId === by.personId
  if (!isOwn && !(await mayAgree(ctx, holder, request.requestedBy, by))) {
    return { is: 'show', news: 'Another owner, the manager of whoever asked or an administrator has to decide this.' }
  }
  return { is: 'declineRemoval', request, by, reason }
}
