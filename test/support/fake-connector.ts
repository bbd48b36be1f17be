import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerJson, type HttpEndpoint, readJson, startEndpoint } from './http-endpoint.ts'

export interface ConnectorRequest {
  readonly method: string
  readonly path: string
  readonly authorization: string | undefined
  readonly body: Readonly<Record<string, unknown>>
}

/** One misfortune. `afterEffect`: the connector does what was asked and only its answer is lost or wrong. */
export interface ConnectorFault {
  readonly status?: number
  /** The connector's own error code; without it the answer has no JSON. */
  readonly code?: string
  /** Instead of the usual form of an error. */
  readonly body?: object
  readonly headers?: Record<string, string>
  readonly afterEffect?: boolean
  /** Closes the connection instead of answering. */
  readonly dropReply?: boolean
  /** Keeps the connection and never answers. */
  readonly hang?: boolean
  /** Leaves calls alone whose path does not match. */
  readonly path?: RegExp
}

/** Stands in for the Bot Connector: opens conversations, takes activities and updates, and fails as told. */
export interface FakeConnector extends HttpEndpoint {
  readonly requests: ConnectorRequest[]
  /** Activities that took effect, by `conversationId/activityId`. */
  readonly activities: Map<string, Readonly<Record<string, unknown>>>
  failNext(fault: ConnectorFault, times?: number): void
  /** From now on the conversation answers 404. */
  forget(conversationId: string): void
}

export async function startFakeConnector(): Promise<FakeConnector> {
  const requests: ConnectorRequest[] = []
  const activities: FakeConnector['activities'] = new Map()
  const faults: ConnectorFault[] = []
  const forgotten = new Set<string>()
  let lastId = 1_700_000_000_000

  const endpoint = await startEndpoint(async (req, res) => {
    const request = await recorded(req)
    requests.push(request)
    const fault = takeFault(faults, request.path)
    if (fault !== undefined && !fault.afterEffect) return misfortune(fault, res)
    const answer = perform(request)
    if (fault !== undefined) return misfortune(fault, res)
    answerJson(res, answer.status, answer.body)
  })

  function perform({ method, path, body }: ConnectorRequest): { status: number; body: unknown } {
    if (path === '/v3/conversations') return { status: 201, body: { id: opened(body) } }
    const [conversationId = '', activityId] = activityPath(path)
    if (forgotten.has(conversationId)) return { status: 404, body: errorBody('ConversationNotFound') }
    const key = `${conversationId}/${activityId}`
    if (method === 'PUT') {
      if (!activities.has(key)) return { status: 404, body: errorBody('ActivityNotFoundInConversation') }
      activities.set(key, body)
      return { status: 200, body: { id: activityId } }
    }
    lastId += 1
    activities.set(`${conversationId}/${lastId}`, body)
    return { status: 201, body: { id: `${lastId}` } }
  }

  /** As in Teams: one chat for each person, a new thread for each post to a channel. */
  function opened(body: Readonly<Record<string, unknown>>): string {
    if (body.isGroup !== true) {
      const [person] = Array.isArray(body.members) ? body.members : []
      return `a:chat-${requests.filter(({ path }) => path === '/v3/conversations').length}-${person?.id}`
    }
    lastId += 1
    const { channel } = body.channelData as { channel: { id: string } }
    const id = `${channel.id};messageid=${lastId}`
    activities.set(`${id}/${lastId}`, body.activity as Record<string, unknown>)
    return id
  }

  return {
    ...endpoint,
    requests,
    activities,
    failNext: (fault, times = 1) => void faults.push(...Array<ConnectorFault>(times).fill(fault)),
    forget: (conversationId) => void forgotten.add(conversationId),
  }
}

async function recorded(req: IncomingMessage): Promise<ConnectorRequest> {
  const body = ((await readJson(req)) ?? {}) as Record<string, unknown>
  const path = decodeURIComponent(new URL(req.url ?? '', 'http://connector').pathname)
  return { method: req.method ?? '', path, authorization: req.headers.authorization, body }
}

function takeFault(faults: ConnectorFault[], path: string): ConnectorFault | undefined {
  const [next] = faults
  if (next === undefined || (next.path !== undefined && !next.path.test(path))) return undefined
  return faults.shift()
}

function misfortune(fault: ConnectorFault, res: ServerResponse): void {
  const { status = 500, code, body, headers, dropReply, hang } = fault
  if (hang) return
  if (dropReply) res.destroy()
  else if (body !== undefined) answerJson(res, status, body, headers)
  else if (code === undefined) {
    res.writeHead(status, headers)
    res.end('Service answered without details')
  } else answerJson(res, status, errorBody(code), headers)
}

function errorBody(code: string): object {
  return { error: { code, message: `${code}.` } }
}

function activityPath(path: string): readonly string[] {
  return /^\/v3\/conversations\/(.+?)\/activities(?:\/(.+))?$/.exec(path)?.slice(1) ?? []
}
