import { RateLimiterMemory, RateLimiterRes, RateLimiterUnion } from 'rate-limiter-flexible'
import { z } from 'zod/v4'

/** Keeps calls to the Bot Connector within its limits, so that nothing has to be refused. */
export interface ConnectorPace {
  /** Waits for the next free place. A wait of more than a minute is not waited for: how long it would be, in milliseconds. */
  take(conversationId: string): Promise<number>
}

const MAX_WAIT_MS = 60_000

/** Sending and creating, per bot and conversation. Source: "Optimize your bot with rate limiting" on Microsoft Learn. */
const perConversation = [
  { points: 7, duration: 1 },
  { points: 8, duration: 2 },
  { points: 60, duration: 30 },
  { points: 1_800, duration: 3_600 },
] as const
/** Per app and tenant; same source. */
const perTenant = { points: 50, duration: 1 } as const

export function createConnectorPace(): ConnectorPace {
  const tenant = new RateLimiterUnion(new RateLimiterMemory({ ...perTenant, keyPrefix: 'tenant' }))
  const conversations = new RateLimiterUnion(
    ...perConversation.map((limit) => new RateLimiterMemory({ ...limit, keyPrefix: `${limit.duration}s` })),
  )
  return {
    async take(conversationId) {
      for (;;) {
        const waitMs = (await waitOf(conversations, conversationId)) || (await waitOf(tenant, 'tenant'))
        if (waitMs === 0 || waitMs > MAX_WAIT_MS) return waitMs
        await new Promise((resolve) => setTimeout(resolve, waitMs))
      }
    },
  }
}

const rejectionShape = z.record(z.string(), z.instanceof(RateLimiterRes))

/** 0: the place is taken. */
async function waitOf(limiter: RateLimiterUnion, key: string): Promise<number> {
  try {
    await limiter.consume(key)
    return 0
  } catch (rejection) {
    const rejected = Object.values(rejectionShape.parse(rejection))
    return Math.max(1, ...rejected.map(({ msBeforeNext }) => msBeforeNext))
  }
}
