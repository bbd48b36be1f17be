import { z } from 'zod/v4'
import { badRequest, GraphError } from './graph-error.ts'

const item = z.object({
  id: z.string().min(1),
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).optional(),
})
const batch = z.object({ requests: z.array(item).min(1) })

type Item = z.infer<typeof item>

interface ItemReply {
  readonly id: string
  readonly status: number
  readonly headers: Record<string, string>
  readonly body?: unknown
}

const maxItems = 20

/** Answers each item by itself: a refused one is a status inside the 200. Items inherit the caller's token. */
export async function answerBatch(
  text: string,
  root: string,
  outer: Headers,
  answer: (request: Request) => Promise<Response>,
): Promise<{ readonly responses: readonly ItemReply[] }> {
  const requests = readRequests(text)
  const responses = new Map<string, ItemReply>()
  for (const one of requests) {
    const failed = one.dependsOn?.find((id) => (responses.get(id)?.status ?? 424) >= 400)
    responses.set(one.id, failed === undefined ? await answerItem(one, root, outer, answer) : failedDependency(one.id))
  }
  return { responses: [...responses.values()] }
}

function readRequests(text: string): Item[] {
  const parsed = batch.safeParse(parseJson(text))
  if (!parsed.success) throw badRequest('Invalid batch payload format.', 'BadRequest')
  const { requests } = parsed.data
  if (requests.length > maxItems) {
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${maxItems}.`, 'BadRequest')
  }
  const ids = new Set(requests.map(({ id }) => id))
  if (ids.size < requests.length) throw badRequest('Request Id has to be unique in a batch.', 'BadRequest')
  return requests
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function answerItem(
  { id, method, url, headers, body }: Item,
  root: string,
  outer: Headers,
  answer: (request: Request) => Promise<Response>,
): Promise<ItemReply> {
  const inner = new Headers(headers)
  const authorization = outer.get('authorization')
  if (authorization !== null && !inner.has('authorization')) inner.set('authorization', authorization)
  const withBody = body === undefined || method === 'GET' ? {} : { body: JSON.stringify(body) }
  const address = `${root}/${url.replace(/^\//, '')}`
  const response = await answer(new Request(address, { method, headers: inner, ...withBody }))
  const text = await response.text()
  const shown = Object.fromEntries(
    ['content-type', 'retry-after', 'location']
      .map((name) => [name, response.headers.get(name)])
      .filter(([, value]) => value !== null),
  )
  return { id, status: response.status, headers: shown, ...(text !== '' && { body: parseJson(text) }) }
}

function failedDependency(id: string): ItemReply {
  const { code, message } = new GraphError(424, 'FailedDependency', 'A request that this one depends on has failed.')
  return { id, status: 424, headers: {}, body: { error: { code, message } } }
}
