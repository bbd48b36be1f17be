import type { TeamsAdapter } from '@microsoft/teams-ai'
import { type Activity, type CloudAdapter, TurnContext } from 'botbuilder'
import type { Message } from '../../src/domain/messages/message.ts'
import type { AppContext, SentRef } from '../../src/ports.ts'
import { createBackground } from '../../src/run/background.ts'
import { type BotOptions, createBot } from '../../src/teams/bot.ts'
import { aMessageActivity } from './activities.ts'
import { anId, aPerson, now } from './builders.ts'
import { createFakeStores } from './fake-stores.ts'
import { silentLog } from './silent-log.ts'

/** The bot in one process with everything it sends; Ada, who writes, is an administrator. */
export interface BotTurns {
  /** What was posted, answered or updated in the conversation, as `what: text` in order. */
  readonly shown: string[]
  /** The bodies that answered clicks. */
  readonly answers: unknown[]
  /** The person's own chat. */
  readonly sentToPerson: string[]
  /** Hands over a message, with these changes. */
  hear(changes: Record<string, unknown>): Promise<void>
  settle(): Promise<void>
}

export interface BotTurnsOptions {
  readonly startPass?: BotOptions['startPass']
  /** Entra answers nothing before this. */
  readonly entra?: Promise<void>
}

export function createBotTurns({ startPass = async () => 'started', entra }: BotTurnsOptions = {}): BotTurns {
  const clock = { now: () => now }
  const ada = aPerson()
  const shown: string[] = []
  const answers: unknown[] = []
  const sentToPerson: string[] = []
  const sent = { conversationId: 'c', activityId: 'a', serviceUrl: 'https://smba.example/emea/' }
  const ctx = {
    ...createFakeStores(clock),
    clock,
    log: silentLog,
    policy: { administrators: { personIds: [ada.personId], groupId: undefined } },
    directory: { people: () => Promise.resolve(entra).then(() => new Map([[ada.personId, ada]])) },
    messenger: {
      send: async (_: string, message: Message) => {
        sentToPerson.push(titleOf(message))
        return { ok: true, sent }
      },
      update: async ({ conversationId }: SentRef, message: Message) => {
        shown.push(`update: ${titleOf(message)} in ${conversationId}`)
        return { ok: true, sent }
      },
    },
  } as unknown as AppContext
  const background = createBackground(silentLog)
  const bot = createBot({
    ctx,
    adapter: {} as TeamsAdapter,
    background,
    startPass,
    render: (message) => ({ card: {}, summary: titleOf(message) }),
  })
  const adapter = {
    async sendActivities(_: TurnContext, activities: Partial<Activity>[]) {
      shown.push(...activities.map(({ type, summary }) => `${type}: ${summary}`))
      answers.push(...activities.flatMap(({ type, value }) => (type === 'invokeResponse' ? [value.body] : [])))
      return activities.map((_, index) => ({ id: `posted-${index}` }))
    },
  } as unknown as CloudAdapter
  const where = { botId: anId(), tenantId: anId(), serviceUrl: sent.serviceUrl }
  const from = { id: '29:ada', name: 'Ada', aadObjectId: ada.personId }
  return {
    shown,
    answers,
    sentToPerson,
    hear(changes) {
      const activity = aMessageActivity(where, { from, ...changes }) as unknown as Activity
      return bot.handle(new TurnContext(adapter, activity))
    },
    settle: () => background.drain(),
  }
}

function titleOf(message: Message): string {
  return message.is === 'notice' ? message.title : message.is
}
