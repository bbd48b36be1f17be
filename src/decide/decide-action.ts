import type { AppContext, CurrentApplication } from '../ports.ts'
import { type Actor, entitlementOf } from './actor.ts'
import type { Decision } from './decision.ts'
import { addDestination, removeDestination, showDestinations } from './destinations/set-destinations.ts'
import { askOwnerWithCandidates, assignOwner, claimOwnership } from './ownership/assign-owner.ts'
import type { Action, ApplicationAction } from './parse-action.ts'
import { removalMeant } from './removal/agree-removal.ts'
import { askNotNeeded, notNeeded } from './removal/not-needed.ts'
import { askRemoveOld, removeOld } from './removal/remove-old.ts'
import { sayStillInUse } from './removal/say-still-in-use.ts'
import { reviewRenewal } from './renewal/review-renewal.ts'
import { askSnooze, snoozeAlerts } from './renewal/snooze-alerts.ts'
import { confirmDeployed } from './rotation/confirm-deployed.ts'
import { previewRotation } from './rotation/preview-rotation.ts'
import { alreadyDecided, requestMeant } from './rotation/request-meant.ts'
import { requestRotation } from './rotation/request-rotation.ts'
import { undo } from './rotation/undo.ts'
import { endEnrollment, enrollApplication, showEnrollment } from './unattended/enroll-application.ts'

type Powers = Pick<
  AppContext,
  | 'directory'
  | 'holders'
  | 'people'
  | 'cards'
  | 'approvals'
  | 'audit'
  | 'clock'
  | 'policy'
  | 'log'
  | 'configured'
  | 'enrollments'
  | 'rotations'
  | 'destinations'
  | 'vault'
>

/** One click or command of one person about one application: their right first, then the decision. */
export async function decideAction(
  ctx: Powers,
  application: CurrentApplication,
  actor: Actor,
  wanted: ApplicationAction,
): Promise<Decision> {
  const entitled = await entitlementOf(ctx, actor, application.holder)
  if (entitled === undefined) return refuse(ctx, application, actor, wanted)
  const { person, standing } = entitled
  const action = standing === 'approver' ? onlyAnswer(application, wanted) : wanted
  if (action === undefined) return refuse(ctx, application, actor, wanted)
  if (isRehearsal(action) && !ctx.policy.dryRun) return { is: 'show', news: dryRunIsOver }
  switch (action.verb) {
    case 'rotate':
      return requestRotation(ctx, application, entitled, action.keyId)
    case 'preview':
      return { is: 'tell', notice: await previewRotation(ctx, application, entitled, action.keyId) }
    case 'confirmDeployed':
      return confirmDeployed(application, person, action.keyId)
    case 'undo':
      return undo(application, person, action.keyId)
    case 'openAssignOwner':
      return askOwnerWithCandidates(ctx, application, standing)
    case 'assignOwner':
      return assignOwner(ctx, application, entitled, action)
    case 'claim':
      return claimOwnership(ctx, application, entitled)
    case 'openApproveRenewal':
    case 'approveRenewal':
    case 'openDecline':
    case 'decline':
      return reviewRenewal(ctx, application, entitled, action)
    case 'openSnooze':
      return askSnooze(application, action.keyId)
    case 'snooze':
      return snoozeAlerts(ctx, application, person, action)
    case 'open':
      return { is: 'open' }
    case 'openNotNeeded':
      return askNotNeeded(ctx, application, entitled, action)
    case 'notNeeded':
      return notNeeded(ctx, application, entitled, action)
    case 'openRemoveOld':
      return askRemoveOld(ctx, application, entitled, action)
    case 'removeOld':
      return removeOld(ctx, application, entitled, action)
    case 'stillInUse':
      return sayStillInUse(ctx, application, person, action.keyId, action.reason)
    case 'openEnrollment':
      return showEnrollment(ctx, application)
    case 'enroll':
      return enrollApplication(ctx, application, entitled, action)
    case 'endEnrollment':
      return endEnrollment(ctx, application, entitled)
    case 'openDestinations':
      return showDestinations(ctx, application, actor)
    case 'addDestination':
      return addDestination(ctx, application, person, action)
    case 'removeDestination':
      return removeDestination(ctx, application, person, action)
    case 'refresh':
      return { is: 'show', news: null }
  }
}

const dryRunIsOver = 'The dry run is over, so nothing was done yet: what you choose now is done.'

/** Decisions that a card of a dry run promises to be without effect. */
const rehearsed: readonly string[] = ['rotate', 'assignOwner', 'approveRenewal', 'decline', 'notNeeded', 'removeOld']

function isRehearsal({ verb, dryRun }: Action): boolean {
  return dryRun === 'true' && rehearsed.includes(verb)
}

const answers: readonly string[] = ['openApproveRenewal', 'approveRenewal', 'openDecline', 'decline']
const removalAnswers: readonly string[] = [
  'openRemoveOld',
  'removeOld',
  'openNotNeeded',
  'notNeeded',
  'openDecline',
  'decline',
]

/**
 * What somebody may do who was asked to agree and is nobody else, bound to what they were asked: with other credentials
 * the same buttons mean more. Undefined: nothing like that.
 */
function onlyAnswer(application: CurrentApplication, action: ApplicationAction): ApplicationAction | undefined {
  const { verb, requestId } = action
  if (verb === 'refresh') return action
  // The answer to a request that is over is told so.
  const isAboutRequest = requestId !== undefined || requestMeant(application, action) !== undefined
  if (answers.includes(verb) && isAboutRequest) return action
  const removal = removalAnswers.includes(verb) ? removalMeant(application, action) : undefined
  return removal && { ...action, keyId: removal.keyId }
}

/** Whoever was asked keeps no right once it is decided, and hears that rather than that they never had one. */
function isLateAnswer({ rotations }: CurrentApplication, { personId }: Actor, { requestId }: Action): boolean {
  const rotation = rotations.find(({ rotationId, state }) => rotationId === requestId && state !== 'proposed')
  return rotation?.request?.approvers.some((person) => person.personId === personId) === true
}

async function refuse(
  ctx: Pick<Powers, 'audit' | 'clock'>,
  application: CurrentApplication,
  actor: Actor,
  action: Action,
): Promise<Decision> {
  if (isLateAnswer(application, actor, action)) return { is: 'refuse', text: alreadyDecided }
  const at = ctx.clock.now()
  await ctx.audit.record({
    eventId: `refused.${actor.personId}.${action.verb}.${at.getTime()}`,
    at,
    action: 'action-refused',
    actor,
    holder: application.holder,
    keyId: action.keyId ?? null,
    detail: `${action.verb} by a person without standing`,
  })
  return {
    is: 'refuse',
    text: "Only the owners of this application and Keyturn's administrators may act on it. Nothing was changed.",
  }
}
