import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Message } from '../../../src/domain/messages/message.ts'
import type { SentRef } from '../../../src/ports.ts'
import { answerInTime, type Ended } from '../../../src/run/answers/answer-in-time.ts'
import { aNotice } from '../../support/messages.ts'
import { silentLog } from '../../support/silent-log.ts'

const [meanwhile, progress, end] = ['Working', 'Half-way', 'Done'].map((title) => aNotice({ title })) as [
  Message,
  Message,
  Message,
]
const sent: SentRef = { serviceUrl: 'https://smba.example', conversationId: 'chat', activityId: '1' }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function aMessenger() {
  const updates: Message[] = []
  const update = async (ref: SentRef, message: Message) => {
    expect(ref).toEqual(sent)
    updates.push(message)
    return { ok: true as const, sent: ref }
  }
  return { updates, ctx: { log: silentLog, messenger: { update, send: vi.fn(), post: vi.fn() } } }
}

it('answers with the end of short work, and does the rest behind the answer', async () => {
  const { ctx, updates } = aMessenger()
  const after = vi.fn(async () => undefined)
  const answer = await answerInTime(ctx, async () => ({ message: end, after }), meanwhile)
  expect(answer.message).toBe(end)
  await answer.followUp?.(sent)
  expect(after).toHaveBeenCalledOnce()
  expect(updates).toEqual([])
})

it('answers longer work at once and shows its progress and its end in the same place', async () => {
  const { ctx, updates } = aMessenger()
  const step = Promise.withResolvers<void>()
  const work = async (show: (message: Message) => Promise<void>): Promise<Ended> => {
    await show(progress)
    await step.promise
    await show(progress)
    return { message: end, after: async () => undefined }
  }
  const answering = answerInTime(ctx, work, meanwhile)
  await vi.advanceTimersByTimeAsync(2_500)
  const answer = await answering
  expect(answer.message).toBe(meanwhile)
  const following = answer.followUp?.(sent)
  step.resolve()
  await following
  expect(updates).toEqual([progress, end])
})

it('tells of work that failed', async () => {
  const { ctx } = aMessenger()
  const work = () => Promise.reject(new Error('lost'))
  expect((await answerInTime(ctx, work, meanwhile)).message).toMatchObject({ title: 'That did not work' })
})
