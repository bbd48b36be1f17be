import type { TeamsAdapter } from '@microsoft/teams-ai'
import { type Activity, CardFactory, type TurnContext } from 'botbuilder'
import type { Actor } from '../decide/actor.ts'
import { within } from '../decide/within.ts'
import type { Message } from '../domain/messages/message.ts'
import type { NoticeMessage } from '../domain/messages/notice.ts'
import { saveCopy } from '../notify/save-copy.ts'
import type { AppContext, SentRef } from '../ports.ts'
import type { Answer } from '../run/answers/answer.ts'
import { failureNotice } from '../run/answers/failure-notice.ts'
import type { Place } from '../run/answers/place.ts'
import { runCommand, type StartPass } from '../run/answers/run-command.ts'
import type { Background } from '../run/background.ts'
import { actorOf, placeOf } from './activity.ts'
import { attachedFileOf } from './attached-file.ts'
import { clickOf, submittedButtonOf } from './clicked-button.ts'
import { QuietApplication } from './quiet-application.ts'
import { createConversationMemory } from './remember-conversation.ts'
import type { RenderedCard } from './rendered-card.ts'
import { saidTextOf } from './said-text.ts'

export interface BotOptions {
  readonly ctx: AppContext
  readonly adapter: TeamsAdapter
  readonly render: (message: Message) => RenderedCard
  readonly background: Background
  /** Starts a pass and tells the person when it has ended. */
  readonly startPass: (actor: Actor, place: Place) => ReturnType<StartPass>
}

/** Routes authenticated activities to commands and actions, and their answers back. */
export function createBot(options: BotOptions): { handle(context: TurnContext): Promise<void> } {
  const remember = createConversationMemory(options.ctx)
  const app = new QuietApplication(options.adapter)
  app.addRoute(
    async ({ activity }) => activity.type === 'invoke',
    (context) => answerInvoke(options, context),
    true,
  )
  app.activity('message', (context) => answerMessage(options, context))
  return {
    async handle(context) {
      await remember(context)
      await app.run(context)
    },
  }
}

async function answerMessage(options: BotOptions, context: TurnContext): Promise<void> {
  const actor = actorOf(context)
  if (actor === undefined) return
  const run = orFailure(options, askedIn(options, context, actor))
  const answer = (await within(ANSWER_WITHIN_MS, run)) ?? { message: stillAtIt, followUp: null }
  const { serviceUrl, conversation } = context.activity
  let activityId = ''
  try {
    activityId = (await context.sendActivity(cardActivity(options, answer.message)))?.id ?? ''
  } finally {
    const sent = { serviceUrl, conversationId: conversation.id, activityId }
    finishLater(options, actor, run, { message: answer.message, sent, isClicked: false })
  }
}

/** What a message asks for: the button that it stands for, else what it says. */
function askedIn(options: BotOptions, context: TurnContext, actor: Actor): () => Promise<Answer> {
  const { ctx } = options
  const submitted = submittedButtonOf(context)
  if (submitted !== undefined)
    return clickOf(ctx, actor, submitted) ?? (async () => ({ message: unknownButton, followUp: null }))
  const place = placeOf(context)
  const startPass = () => options.startPass(actor, place)
  const text = saidTextOf(context)
  const file = attachedFileOf(context)
  return () => runCommand(ctx, actor, text, place, startPass, file)
}

const unknownButton: NoticeMessage = {
  is: 'notice',
  tone: 'neutral',
  title: 'Unknown button',
  text: 'Keyturn does not know this button.',
  next: 'Say /help to see what it can do.',
  facts: [],
}

async function answerInvoke(options: BotOptions, context: TurnContext): Promise<void> {
  const { activity } = context
  const actor = actorOf(context)
  const clicked = activity.value?.action
  // Nobody clicks when a client brings a card up to date by itself, so nothing may follow from it.
  const isClick = activity.value?.trigger !== 'automatic' || clicked?.verb === 'refresh'
  const run = actor && isClick ? clickOf(options.ctx, actor, clicked) : undefined
  if (activity.name !== 'adaptiveCard/action' || actor === undefined || run === undefined) {
    return respond(context, problemBody('BadRequest', `${unknownButton.text} ${unknownButton.next}`))
  }
  const running = orFailure(options, run)
  const answer = (await within(ANSWER_WITHIN_MS, running)) ?? { message: stillAtIt, followUp: null }
  await respond(context, answerBody(options, answer.message))
  const { serviceUrl, conversation, replyToId } = activity
  const sent = { serviceUrl, conversationId: conversation.id, activityId: replyToId ?? '' }
  finishLater(options, actor, running, { message: answer.message, sent, isClicked: true })
}

/** Teams gives up on an answer after about fifteen seconds, and a slow Graph may take longer. */
const ANSWER_WITHIN_MS = 8_000

const stillAtIt: NoticeMessage = {
  is: 'notice',
  tone: 'neutral',
  title: 'Still at it',
  text: 'This takes longer than usual. The outcome follows here as soon as it is there.',
  next: null,
  facts: [],
}

/** What went wrong is told in words; the rest is for the log. */
async function orFailure({ ctx }: BotOptions, run: () => Promise<Answer>): Promise<Answer> {
  try {
    return await run()
  } catch (error) {
    ctx.log.error(
      { error: error instanceof Error ? (error.stack ?? error.message) : String(error) },
      'Answering failed',
    )
    return { message: failureNotice(error), followUp: null }
  }
}

/** What the person sees so far, and where: a card that was clicked, or a post of Keyturn's own. */
interface Shown {
  readonly message: Message
  readonly sent: SentRef
  readonly isClicked: boolean
}

/** The place where an application's card now stands is remembered first, so that what follows updates it too. */
function finishLater({ ctx, background }: BotOptions, actor: Actor, run: Promise<Answer>, shown: Shown): void {
  const { sent } = shown
  background.run('after an answer', async () => {
    const { message, followUp } = await run
    if (message !== shown.message) await showLate(ctx, actor, message, shown)
    if (message.is === 'application' && sent.activityId !== '') {
      const { objectId } = message.holder
      // What is in good order was shown to whoever asked; it is no matter that the card has to follow.
      const matters = message.lines.filter(({ stage, state }) => stage !== null || state.is !== 'due')
      const keyIds = matters.map(({ credential }) => credential.keyId)
      await saveCopy(ctx, { objectId, person: actor, because: null, told: {}, keyIds, sent, isNew: false })
    }
    await followUp?.(sent)
  })
}

/** What came too late for the answer. A notice must not take the place of a card that was clicked. */
async function showLate(ctx: AppContext, actor: Actor, message: Message, { sent, isClicked }: Shown): Promise<void> {
  const isInPlace = sent.activityId !== '' && !(isClicked && message.is === 'notice')
  if (isInPlace) await ctx.messenger.update(sent, message)
  else await ctx.messenger.send(actor.personId, message)
}

function cardActivity({ render }: BotOptions, message: Message): Partial<Activity> {
  const { card, summary } = render(message)
  return { type: 'message', summary, attachments: [CardFactory.adaptiveCard(card)] }
}

/** A notice must not replace the card that was clicked: it is shown beside it. */
function answerBody({ render }: BotOptions, message: Message): object {
  if (message.is === 'notice') {
    const text = message.next === null ? message.text : `${message.text} ${message.next}`
    return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text }
  }
  return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: render(message).card }
}

function problemBody(code: string, message: string): object {
  return { statusCode: 400, type: 'application/vnd.microsoft.error', value: { code, message } }
}

/** Teams expects HTTP 200 around every answer to an invoke, errors included. */
async function respond(context: TurnContext, body: object): Promise<void> {
  await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body } })
}
