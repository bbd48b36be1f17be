import type { TokenCredential } from '@azure/identity'
import { z } from 'zod/v4'
import type { Holder } from '../../src/domain/holder.ts'
import { createGraphClient, type GraphClient } from '../../src/graph/create-graph-client.ts'
import { createLogger, type Logger } from '../../src/logger.ts'
import { type HttpStandIn, type SeenRequest, startHttpStandIn } from './http-stand-in.ts'

/** A scripted Microsoft Graph with a client on it that waits for nothing. */
export interface GraphStandIn extends HttpStandIn {
  readonly client: GraphClient
  readonly logger: Logger
  /** What the client wanted to wait, in milliseconds. */
  readonly waits: readonly number[]
  readonly logLines: readonly string[]
  /** Requests that the client counted. */
  counted(): number
}

export const canaryToken = 'token-canary-3f1c'

const givesToken: TokenCredential = {
  getToken: async () => ({ token: canaryToken, expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
}

export async function startGraphStandIn(credential = givesToken): Promise<GraphStandIn> {
  const standIn = await startHttpStandIn()
  const waits: number[] = []
  const logLines: string[] = []
  const logger = createLogger('debug', { write: (line) => logLines.push(line) })
  let count = 0
  const client = createGraphClient({
    baseUrl: standIn.origin,
    credential,
    onRequest: () => {
      count += 1
    },
    logger,
    sleep: async (ms) => {
      waits.push(ms)
    },
  })
  return { ...standIn, client, logger, waits, logLines, counted: () => count }
}

/** A readable GUID: `guidOf(7)` ends in 7. */
export function guidOf(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`
}

export function graphError(code: string, message = 'in words'): object {
  return { error: { code, message, innerError: { date: '2026-05-18T19:03:10', 'request-id': guidOf(999) } } }
}

export function rawUser(number: number, fields: object = {}): object {
  return {
    '@odata.type': '#microsoft.graph.user',
    id: guidOf(number),
    displayName: `Person ${number}`,
    mail: `p${number}@example.test`,
    userPrincipalName: `p${number}@example.test`,
    accountEnabled: true,
    userType: 'Member',
    ...fields,
  }
}

export function rawApplication(number: number, fields: object = {}): object {
  return {
    id: guidOf(number),
    appId: guidOf(number + 0x1000),
    displayName: `App ${number}`,
    signInAudience: 'AzureADMyOrg',
    passwordCredentials: [],
    keyCredentials: [],
    owners: [],
    ...fields,
  }
}

export function holderNumber(number: number, kind: Holder['kind'] = 'application'): Holder {
  return {
    kind,
    objectId: guidOf(number),
    clientId: guidOf(number + 0x1000),
    displayName: `App ${number}`,
    signInAudience: null,
    credentials: [],
    owners: [],
  }
}

export async function collect<Item>(pages: AsyncIterable<readonly Item[]>): Promise<Item[]> {
  const items: Item[] = []
  for await (const page of pages) items.push(...page)
  return items
}

export const batchShape = z.object({
  requests: z.array(
    z.object({
      id: z.string(),
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()).optional(),
    }),
  ),
})

/** Expects one batch and answers each of its items by id and url; undefined leaves an item out. In reverse order: Graph promises none. */
export function expectBatch(
  graph: HttpStandIn,
  replyTo: (item: { id: string; url: string }) => object | undefined,
): void {
  graph.expect('POST /v1.0/$batch', ({ body }: SeenRequest) => {
    const responses = batchShape.parse(body).requests.flatMap((item) => {
      const reply = replyTo(item)
      return reply === undefined ? [] : [{ id: item.id, ...reply }]
    })
    return { body: { responses: responses.reverse() } }
  })
}
