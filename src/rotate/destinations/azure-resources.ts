import { z } from 'zod/v4'
import { isLoopback } from '../../config/readers.ts'
import { retryAfterMs } from '../../retry-after.ts'
import { type Api, type ApiReply, createApi } from './call-api.ts'
import { type ApiWords, type Attempt, type Trouble, troubleOf } from './trouble-of.ts'

export interface AzureOptions {
  readonly baseUrl?: string
  /** `Bearer …` for `azureScope`. */
  readonly authorization: () => Promise<string>
  /** First wait before a reading is repeated. */
  readonly retryDelayMs?: number
}

/** Resources of one kind, as Azure Resource Manager addresses them. */
export interface AzureKind {
  /** E.g. `Microsoft.Web/connections`. */
  readonly type: string
  /** Of a type below, whose name may follow, e.g. `slots`. */
  readonly child?: string
  readonly apiVersion: string
  /** For people, e.g. `API connection`. */
  readonly noun: string
  /** The least role that may do what Keyturn does. */
  readonly role: string
  /** Where that role is given, unless on the resource itself. */
  readonly roleOn?: string
}

export interface AzureResource {
  readonly api: Api
  readonly kind: AzureKind
  /** For people: the last part of its id. */
  readonly name: string
  readonly path: string
}

export type Answer<Body> = { readonly is: 'answer'; readonly body: Body } | Trouble

const errorShape = z.object({ error: z.object({ code: z.string() }) })
const pageShape = z.object({ value: z.array(z.unknown()), nextLink: z.string().nullish() })
const MOST_PAGES = 50
const PUBLIC_CLOUD = 'https://management.azure.com'

/** A sovereign cloud takes tokens for itself; what stands in on loopback takes those for the public cloud. */
export function azureScope(resourceManagerUrl: string): string {
  const { hostname, origin } = new URL(resourceManagerUrl)
  return `${isLoopback(hostname) ? PUBLIC_CLOUD : origin}/.default`
}

export function createAzure({ baseUrl = PUBLIC_CLOUD, ...rest }: AzureOptions): Api {
  return createApi({ name: 'Azure', baseUrl, ...rest })
}

/** The resource of an id; refused where the id is of another type, since everything is asked below its path. */
export function resourceOf(api: Api, kind: AzureKind, resourceId: string): Answer<AzureResource> {
  const parts = resourceId.split('/')
  const [empty, subscriptions, , groups, , providers, namespace, type, , child] = parts
  const shape = [empty, subscriptions, groups, providers, namespace, type].join('/').toLowerCase()
  const isOfType = shape === `/subscriptions/resourcegroups/providers/${kind.type}`.toLowerCase()
  const isWhole = parts.length === 9 || (parts.length === 11 && kind.child !== undefined && child === kind.child)
  if (isOfType && isWhole && parts.slice(1).every((part) => !/^\.{0,2}$/.test(part))) {
    return { is: 'answer', body: resourceNamed(api, kind, resourceId) }
  }
  const remedy = 'Remove it as a destination and add it again with the Resource ID from its page in the Azure portal.'
  return { is: 'refused', problem: `${resourceId} is no ID of a resource of type ${kind.type}. ${remedy}` }
}

/** One that another resource of Azure names, so its type is not looked at. */
export function resourceNamed(api: Api, kind: AzureKind, resourceId: string): AzureResource {
  const parts = resourceId.split('/')
  return { api, kind, name: parts.at(-1) ?? '', path: parts.map(encodeURIComponent).join('/') }
}

/** `below` is a path below the resource, as it stands in the URL. */
export function pathTo({ path, kind }: AzureResource, below = ''): string {
  return `${path}${below}?api-version=${kind.apiVersion}`
}

/** The body of a success in the shape that is expected, or why there is none. */
export async function readAzure<Shape extends z.ZodType>(
  resource: AzureResource,
  shape: Shape,
  below = '',
): Promise<Answer<z.output<Shape>>> {
  return answerOf(resource, await resource.api.read(pathTo(resource, below)), shape, attemptToRead(resource))
}

/** All entries of a list, whatever its pages; `isOptional`: one that Azure does not know is empty. */
export async function readAzureList<Shape extends z.ZodType>(
  resource: AzureResource,
  shape: Shape,
  below: string,
  { isOptional = false } = {},
): Promise<Answer<readonly z.output<Shape>[]>> {
  const values: unknown[] = []
  let path: string | undefined = pathTo(resource, below)
  for (let pages = 0; path !== undefined && pages < MOST_PAGES; pages += 1) {
    const reply = await resource.api.read(path)
    if (isOptional && reply.status === 404) break
    const page: Answer<z.output<typeof pageShape>> = answerOf(resource, reply, pageShape, attemptToRead(resource))
    if (page.is !== 'answer') return page
    values.push(...page.body.value)
    path = pathOf(page.body.nextLink)
  }
  const parsed = z.array(shape).safeParse(values)
  return parsed.success ? { is: 'answer', body: parsed.data } : unknownReply(resource, attemptToRead(resource))
}

/** A conflict is another change under way, so it passes. */
export function troubleIn(resource: AzureResource, reply: ApiReply, attempt: Attempt): Trouble | undefined {
  const trouble = troubleOf(reply, wordsFor(resource), attempt)
  if (reply.status !== 409 || trouble === undefined) return trouble
  const { does, remains } = attempt
  const waitMs = retryAfterMs(reply.headers)
  const problem = `Azure did not ${does} (HTTP 409): another change is under way. ${remains}`
  return { is: 'later', problem, ...(waitMs !== undefined && { retryAfterMs: waitMs }) }
}

export function answerOf<Shape extends z.ZodType>(
  resource: AzureResource,
  reply: ApiReply,
  shape: Shape,
  attempt: Attempt,
): Answer<z.output<Shape>> {
  const trouble = troubleIn(resource, reply, attempt)
  if (trouble !== undefined) return trouble
  const parsed = shape.safeParse(reply.body)
  return parsed.success ? { is: 'answer', body: parsed.data } : unknownReply(resource, attempt)
}

function unknownReply({ kind }: AzureResource, { does, remains }: Attempt): Trouble {
  const problem = `Azure was asked to ${does}, and its reply is unknown. ${remains}`
  return { is: 'refused', problem: `${problem} Look at the ${kind.noun} in the Azure portal.` }
}

function attemptToRead({ kind, name }: AzureResource): Attempt {
  return { does: `show the ${kind.noun} ${name}`, remains: 'Nothing was changed.' }
}

/** A link names a host, and no other host may see the token: only the path is followed. */
function pathOf(nextLink: string | null | undefined): string | undefined {
  if (!nextLink || !URL.canParse(nextLink)) return undefined
  const { pathname, search } = new URL(nextLink)
  return `${pathname}${search}`
}

function wordsFor({ kind, name }: AzureResource): ApiWords {
  return {
    name: 'Azure',
    remedies: {
      401: "Check that the subscription belongs to the tenant of Keyturn's identity, then try again.",
      403: `Give Keyturn's identity the role ${kind.role} on ${kind.roleOn ?? name}, then try again.`,
      404: `Check the ID of the ${kind.noun}; if it was deleted, remove it as a destination.`,
    },
    otherwise: `Look at the ${kind.noun} in the Azure portal, or remove it as a destination.`,
    codeOf: (body) => errorShape.safeParse(body).data?.error.code,
  }
}
