import type { Finding } from '../../src/domain/finding.ts'
import type { Message } from '../../src/domain/messages/message.ts'
import type { Person } from '../../src/domain/person.ts'
import { groupDeliveries } from '../../src/plan/group-deliveries.ts'
import { planPass } from '../../src/plan/plan-pass.ts'
import type { AppContext, SendResult } from '../../src/ports.ts'
import { type DeliveryCounts, deliverAll } from '../../src/run/delivery/deliver-all.ts'
import { gatherSituation } from '../../src/scan/gather-situation.ts'
import { now } from './builders.ts'
import { createFakeStores, type FakeStores } from './fake-stores.ts'
import { aDirectory } from './scripted-directory.ts'
import { silentLog } from './silent-log.ts'

interface Told {
  readonly personId: string
  readonly message: Message
}

/** Plan and delivery over stores in memory, with a Teams that takes everything unless a test answers otherwise. */
export interface DeliveryWorld {
  readonly ctx: AppContext
  readonly stores: FakeStores
  /** What was tried, delivered or not. */
  readonly tried: Told[]
  readonly mailed: Told[]
  /** Who has a live account. */
  readonly people: Map<string, Person>
  now: Date
  answer: (personId: string, message: Message) => SendResult
  /** Plans from these findings and delivers it, as a pass does. */
  pass(findings: readonly Finding[]): Promise<DeliveryCounts>
}

export function aDeliveryWorld({
  hasMailbox = false,
  administratorsChannelId,
}: {
  readonly hasMailbox?: boolean
  readonly administratorsChannelId?: string
} = {}): DeliveryWorld {
  const clock = { now: () => world.now }
  const stores = createFakeStores(clock)
  const [tried, mailed]: [Told[], Told[]] = [[], []]
  const people = new Map<string, Person>()
  const send = async (personId: string, message: Message) => {
    tried.push({ personId, message })
    return world.answer(personId, message)
  }
  const ctx = {
    ...stores,
    clock,
    log: silentLog,
    vault: { url: 'https://keyturn.vault.azure.net/' },
    policy: {
      alertDays: [30, 14, 7],
      dryRun: false,
      escalateAfterDays: 5,
      administratorsChannelId,
      administrators: { personIds: [], groupId: undefined },
    },
    directory: aDirectory({
      people: async (ids) =>
        new Map(
          ids
            .flatMap((id) => [...people].filter(([one]) => one === id))
            .map(([id, one]) => [id, { manager: null, ...one }]),
        ),
    }),
    messenger: {
      send,
      post: ({ conversationId }: { conversationId: string }, message: Message) => send(conversationId, message),
      update: async (sent: object) => ({ ok: true, sent }),
    },
    mailer: hasMailbox
      ? {
          send: async ({ personId }: Person, message: Message) => {
            mailed.push({ personId, message })
            return { ok: true }
          },
        }
      : null,
  } as unknown as AppContext
  const world: DeliveryWorld = {
    ctx,
    stores,
    tried,
    mailed,
    people,
    now,
    answer: (personId) => ({ ok: true, sent: aSent(personId, tried.length) }),
    async pass(findings) {
      const situation = await gatherSituation(ctx, findings, [])
      const deliveries = groupDeliveries(planPass(findings, situation).notifications, world.now)
      await stores.outbox.put(deliveries)
      return deliverAll(ctx, deliveries, situation, [])
    },
  }
  return world
}

function aSent(personId: string, count: number) {
  return { serviceUrl: 'https://smba.example', conversationId: `chat-of-${personId}`, activityId: String(count) }
}
