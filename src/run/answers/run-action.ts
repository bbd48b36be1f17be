import type { Actor } from '../../decide/actor.ts'
import { decideAction } from '../../decide/decide-action.ts'
import type { Decision } from '../../decide/decision.ts'
import { type Action, isApplicationAction, isNominationAction } from '../../decide/parse-action.ts'
import { approversFor } from '../../decide/rotation/choose-approvers.ts'
import { applicationMessage, keyIdsWorthShowing, latestRotation } from '../../domain/application-message.ts'
import { isValidAt } from '../../domain/credential.ts'
import { hasCode } from '../../domain/errors.ts'
import type { Message } from '../../domain/messages/message.ts'
import type { NoticeMessage } from '../../domain/messages/notice.ts'
import { withoutRuledOut } from '../../domain/still-in-use.ts'
import { sendCard } from '../../notify/send-card.ts'
import { updateCards } from '../../notify/update-cards.ts'
import type { AppContext, CurrentApplication, StoredRotation } from '../../ports.ts'
import { confirmRotation, removeOldNow } from '../../rotate/confirm-rotation.ts'
import { resumeRotation } from '../../rotate/resume-rotation.ts'
import { startRotation } from '../../rotate/start-rotation.ts'
import { undoRotation } from '../../rotate/undo-rotation.ts'
import { readApplication } from '../../scan/read-application.ts'
import { nominate } from '../ownership/nominate.ts'
import { runNominationAction } from '../ownership/run-nominations.ts'
import { agreeToRemoval, declineRemoval, runRemovalRequest, startRemoval } from '../requests/run-removals.ts'
import { answerRequest, runRequest, startRequest } from '../requests/run-requests.ts'
import { removedNews, runRemoval } from '../rotations/remove-old.ts'
import { rotatePowers, runRotation } from '../rotations/run-rotations.ts'
import type { Answer } from './answer.ts'

/** Teams drops a click that is not answered within seconds, so a longer rotation goes on behind the answer. */
const ANSWER_WITHIN_MS = 2_500

/** One click or command of one person: read, decide, do, answer. */
export async function runAction(ctx: AppContext, actor: Actor, action: Action): Promise<Answer> {
  if (!isApplicationAction(action))
    return isNominationAction(action) ? runNominationAction(ctx, actor, action) : only(deletedNotice)
  const application = await readApplication(ctx, action.kind, action.objectId)
  if (application === undefined) return only(deletedNotice)
  const decision = await decideAction(ctx, application, actor, action)
  switch (decision.is) {
    case 'refuse':
      return only(refusal(decision.text))
    case 'impossible':
      return only(await cardFor(ctx, application, actor, decision.text))
    case 'ask':
      return only(decision.form)
    case 'show':
      return only(await cardFor(ctx, application, actor, decision.news, decision.news === null))
    case 'tell':
      return only(decision.notice)
    case 'open':
      return open(ctx, application, actor)
    case 'recorded':
      return recorded(ctx, application, actor, decision.news)
    case 'newOwner':
      return newOwner(ctx, application, actor, decision)
    case 'nominate':
      return named(ctx, application, actor, decision)
    case 'rotate':
      return rotate(ctx, application, actor, decision)
    case 'removeOld':
      return removeOld(ctx, application, actor, decision)
    case 'request':
      return request(ctx, application, actor, decision)
    case 'approveRequest':
    case 'declineRequest':
      return answered(ctx, application, actor, decision)
    case 'askRemoval':
      return wantRemoval(ctx, application, actor, decision)
    case 'agreeRemoval':
      if (!(await agreeToRemoval(ctx, decision))) return late(ctx, application, actor)
      return decision.then.is === 'removeNow'
        ? goOn(ctx, application, actor, decision.then)
        : removeOld(ctx, application, actor, decision.then)
    case 'declineRemoval':
      if (!(await declineRemoval(ctx, decision))) return late(ctx, application, actor)
      return recorded(ctx, application, actor, declinedNews)
    case 'undo':
      return undo(ctx, application, actor, decision)
    case 'confirm':
    case 'removeNow':
    case 'resume':
      return goOn(ctx, application, actor, decision)
  }
}

/** From a list, which stays as it is: the card comes below it. */
async function open(ctx: AppContext, application: CurrentApplication, actor: Actor): Promise<Answer> {
  const cards = await ctx.cards.about(application.holder.objectId)
  const because = cards.find(({ person }) => person.personId === actor.personId)?.because ?? null
  const result = await sendCard(ctx, application, actor, because, null)
  return only(result.ok ? openedNotice : refusal('Teams did not take the card. Say /app with the name instead.'))
}

async function recorded(ctx: AppContext, application: CurrentApplication, actor: Actor, news: string): Promise<Answer> {
  const now = await withRecords(ctx, application)
  return { message: await cardFor(ctx, now, actor, news), followUp: async () => void (await updateCards(ctx, now)) }
}

async function newOwner(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  { person, leaver, news }: Decision & { is: 'newOwner' },
): Promise<Answer> {
  // Entra's reads lag behind its writes, so the new owner is added here rather than read back.
  const stay = application.holder.owners.filter((owner) => owner.type !== 'user' || owner.personId !== leaver?.personId)
  const owners = [...stay, { type: 'user' as const, ...person }]
  const now = { ...application, holder: { ...application.holder, owners } }
  const followUp = async () => {
    await updateCards(ctx, now)
    await sendCard(ctx, now, person, { is: 'owner' }, 'You are now an owner of this application.')
  }
  return { message: await cardFor(ctx, now, actor, news), followUp }
}

async function named(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  decision: Decision & { is: 'nominate' },
): Promise<Answer> {
  const { news, followUp } = await nominate(ctx, application, decision)
  return { message: await cardFor(ctx, application, actor, news), followUp }
}

async function rotate(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  { credential, reason, by }: Decision & { is: 'rotate' },
): Promise<Answer> {
  const { holder } = application
  await startRotation(ctx, { holder, credential, approvedBy: by, reason })
  const rotation = latestRotation(await ctx.rotations.about(holder.objectId), credential.keyId)
  return rotation === undefined
    ? only(await cardFor(ctx, application, actor, null))
    : finish(ctx, application, actor, rotation)
}

async function request(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  decision: Decision & { is: 'request' },
): Promise<Answer> {
  await startRequest(ctx, application, decision)
  const { objectId } = application.holder
  const rotation = latestRotation(await ctx.rotations.about(objectId), decision.credential.keyId)
  const now = await withRecords(ctx, application)
  const isAlone = (await approversFor(ctx, application.holder, decision.by)).length === 0
  const news = isAlone ? nobodyToAsk : 'Asked: a second person has to agree before anything is rotated.'
  return {
    message: await cardFor(ctx, now, actor, news),
    followUp: async () => {
      if (rotation !== undefined) await runRequest(ctx, rotation)
    },
  }
}

const nobodyToAsk =
  'A second person has to agree, and nobody can be asked: there is no other owner, no manager and no other administrator.'

async function answered(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  decision: Decision & { is: 'approveRequest' | 'declineRequest' },
): Promise<Answer> {
  const after = await answerRequest(ctx, decision)
  if (after === undefined) return late(ctx, application, actor)
  if (decision.is === 'approveRequest') return finish(ctx, application, actor, after)
  return recorded(ctx, application, actor, declinedNews)
}

const declinedNews = 'Declined. Whoever asked is told why.'

async function late(ctx: AppContext, application: CurrentApplication, actor: Actor): Promise<Answer> {
  const news = 'Somebody else has decided at the same moment; this is how it stands.'
  return only(await cardFor(ctx, await withRecords(ctx, application), actor, news))
}

async function wantRemoval(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  decision: Decision & { is: 'askRemoval' },
): Promise<Answer> {
  const request = await startRemoval(ctx, application, decision)
  if (request === undefined) return late(ctx, application, actor)
  const isAlone = (await approversFor(ctx, application.holder, decision.by)).length === 0
  const news = isAlone ? nobodyToAsk : 'Asked: a second person has to agree before it is removed.'
  return {
    message: await cardFor(ctx, await withRecords(ctx, application), actor, news),
    followUp: () => runRemovalRequest(ctx, request),
  }
}

async function removeOld(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  decision: Decision & { is: 'removeOld' },
): Promise<Answer> {
  const { outcome, after } = await runRemoval(ctx, application, decision)
  // What was not done changes no card; the answer alone says why.
  if (outcome.is === 'kept') return only(await cardFor(ctx, application, actor, outcome.why))
  return recorded(ctx, after, actor, removedNews)
}

const goOnBy = { confirm: confirmRotation, removeNow: removeOldNow, resume: resumeRotation } as const

async function goOn(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  { is, rotation, by }: Decision & { is: keyof typeof goOnBy },
): Promise<Answer> {
  const moved = await goOnBy[is](ctx, rotation, by)
  // Somebody else was first: what came of that is shown.
  const current = moved ?? latestRotation(await ctx.rotations.about(application.holder.objectId), rotation.old.keyId)
  return finish(ctx, application, actor, current ?? rotation)
}

async function undo(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  { rotation, by }: Decision & { is: 'undo' },
): Promise<Answer> {
  const started = await undoRotation(rotatePowers(ctx), rotation, by)
  if (started.is === 'refused') return only(await cardFor(ctx, application, actor, started.why))
  return finish(ctx, application, actor, started.rotation)
}

/** Runs the rotation; answers with its end where that comes soon, else with how far it is. */
async function finish(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  rotation: StoredRotation,
): Promise<Answer> {
  let hasEnded = false
  const run = runRotation(ctx, rotation)
    .catch((error) => {
      ctx.log.error({ rotationId: rotation.rotationId, error: String(error) }, 'Rotation could not go on yet')
    })
    .finally(() => {
      hasEnded = true
    })
  await Promise.race([run, elapsed(ANSWER_WITHIN_MS)])
  const answeredBefore = !hasEnded
  const message = await cardFor(ctx, await withRecords(ctx, application), actor, null)
  const followUp = async () => {
    await run
    // The card of this answer may not have been known yet when the rotation showed its end everywhere.
    if (answeredBefore) await updateCards(ctx, await withRecords(ctx, application))
  }
  return { message, followUp }
}

/** Our records are read again; what Entra said moments ago stands. */
async function withRecords(ctx: AppContext, application: CurrentApplication): Promise<CurrentApplication> {
  const { objectId } = application.holder
  const [rotations, decisions] = await Promise.all([ctx.rotations.about(objectId), ctx.approvals.about(objectId)])
  const superseded = withoutRuledOut(application.superseded, decisions.stillInUse)
  return { ...application, ...decisions, superseded, rotations, now: ctx.clock.now() }
}

/** The credentials that matter now; with `showsAll`, or where nothing matters, also those in good order. */
async function cardFor(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  news: string | null,
  showsAll = false,
): Promise<Message> {
  const cards = await ctx.cards.about(application.holder.objectId)
  const own = cards.find(({ person }) => person.personId === actor.personId)
  const because = own?.because ?? null
  const matters = [...new Set([...(own?.keyIds ?? []), ...keyIdsWorthShowing(application)])]
  const message = applicationMessage(application, { because, keyIds: matters, news })
  const isBeingSettled = message.lines.some(({ state }) => !['due', 'rotated', 'removed', 'gone'].includes(state.is))
  if (isBeingSettled || (message.lines.length > 0 && !showsAll)) return message
  const valid = application.holder.credentials.filter((credential) => isValidAt(credential, application.now))
  const keyIds = [...new Set([...matters, ...valid.map(({ keyId }) => keyId)])]
  return applicationMessage(application, { because, keyIds, news })
}

/** For the person, in words that say what failed; the details are in the log. */
export function failureNotice(error: unknown): NoticeMessage {
  const isOurs = hasCode(
    error,
    'directory-unreachable',
    'directory-throttled',
    'directory-denied',
    'vault-unreachable',
    'vault-denied',
    'vault-refused',
    'proof-unreachable',
    'destination-unreachable',
    'tables-unreachable',
    'tables-denied',
    'tables-conflict',
    'directory-conflict',
    'directory-refused',
    'tables-refused',
  )
  return {
    is: 'notice',
    tone: 'bad',
    title: 'That did not work',
    text: isOurs
      ? error.message
      : 'Something unexpected went wrong. Nothing more was changed; the details are in the log.',
    next: 'Try again in a minute; /status shows how things stand.',
    facts: [],
  }
}

const deletedNotice: NoticeMessage = {
  is: 'notice',
  tone: 'neutral',
  title: 'This application is gone',
  text: 'It was deleted in Entra, so there is nothing to do for it any more.',
  next: null,
  facts: [],
}

const openedNotice: NoticeMessage = {
  is: 'notice',
  tone: 'neutral',
  title: 'Opened',
  text: 'The card of this application is below.',
  next: null,
  facts: [],
}

function refusal(text: string): NoticeMessage {
  return { is: 'notice', tone: 'warning', title: 'Not done', text, next: null, facts: [] }
}

function only(message: Message): Answer {
  return { message, followUp: null }
}

function elapsed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref()
  })
}
