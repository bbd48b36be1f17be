import { afterEach, describe, expect, it, vi } from 'vitest'
import { createBotTurns } from '../support/bot-turns.ts'
import { anId } from '../support/builders.ts'

it.each([{ text: null }, { text: undefined }, { text: '  ' }, { text: null, value: { verb: 7 } }])(
  'a message that says nothing is answered with help: %j',
  async (changes) => {
    const bot = createBotTurns()
    await bot.hear(changes)
    expect(bot.shown).toEqual(['message: help'])
  },
)

it.each([null, undefined, ' '])('a click that comes as a message saying %j is the click that it is', async (text) => {
  const bot = createBotTurns()
  await bot.hear({ text, value: { verb: 'cancelImport', importId: anId() } })
  await bot.hear({ text, value: { verb: 'no such button' } })
  await bot.hear({ text: 'help', value: { verb: 'cancelImport', importId: anId() } })
  expect(bot.shown).toEqual(['message: There is no open import', 'message: Unknown button', 'message: help'])
})

it('a card that a client brings up to date by itself decides nothing', async () => {
  const bot = createBotTurns()
  const action = { verb: 'cancelImport', data: { importId: anId() } }
  const invoke = { type: 'invoke', name: 'adaptiveCard/action', text: undefined, replyToId: '17' }
  await bot.hear({ ...invoke, value: { action, trigger: 'automatic' } })
  await bot.hear({ ...invoke, value: { action, trigger: 'manual' } })
  expect(bot.answers).toMatchObject([{ statusCode: 400 }, { statusCode: 200 }])
})

describe('while Entra is slow', () => {
  afterEach(() => void vi.useRealTimers())

  /** Hands over an activity that Entra answers after so many seconds. */
  async function hearSlowly(seconds: number, changes: Record<string, unknown>) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const entra = new Promise<void>((resolve) => void setTimeout(resolve, seconds * 1_000))
    const bot = createBotTurns({ entra })
    const heard = bot.hear(changes)
    await vi.advanceTimersByTimeAsync(seconds * 1_000)
    await heard
    await bot.settle()
    return bot
  }

  it('nothing is posted before the answer', async () => {
    const { shown } = await hearSlowly(5, { text: '/scan' })
    expect(shown).toEqual(['message: Scan started'])
  })

  it.each([
    { id: 'a:ada', conversationType: 'personal' },
    { id: '19:ops@thread.tacv2;messageid=17', conversationType: 'channel', isGroup: true },
  ])('what comes late takes the place of what was posted meanwhile: $conversationType', async (conversation) => {
    const { shown, sentToPerson } = await hearSlowly(9, { text: '/scan', conversation })
    expect(shown).toEqual(['message: Still at it', `update: Scan started in ${conversation.id}`])
    expect(sentToPerson).toEqual([])
  })

  it('a notice that comes late leaves the card that was clicked alone', async () => {
    const value = { action: { verb: 'cancelImport', data: { importId: anId() } } }
    const click = { type: 'invoke', name: 'adaptiveCard/action', text: undefined, replyToId: '17', value }
    const { shown, sentToPerson } = await hearSlowly(9, click)
    expect(shown).toEqual(['invokeResponse: undefined'])
    expect(sentToPerson).toEqual(['There is no open import'])
  })
})
