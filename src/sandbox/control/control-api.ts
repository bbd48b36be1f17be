import { ZodError, z } from 'zod/v4'
import type { Cloud } from '../cloud.ts'
import { controlState, findApplications, findPeople } from './control-state.ts'
import { startTrouble, troubles } from './trouble.ts'

/** A person's chat window, by the person's id. */
export interface Chat {
  readonly personId: string
  readonly url: string
}

export interface ControlledCloud {
  readonly cloud: Cloud
  readonly chats: () => readonly Chat[]
}

const day = 86_400_000
const days = z.number().int().min(1).max(3650)

const bodies = {
  advance: z.object({ days }),
  leave: z.object({ personId: z.string() }),
  account: z.object({ personId: z.string(), enabled: z.boolean() }),
  password: z.object({ objectId: z.string(), displayName: z.string().trim().min(1).max(90), days }),
  trouble: z.object({ kind: z.enum(troubles) }),
}

/** Answers below `/api/`; undefined for other paths. Nothing it says holds a secret text. */
export function createControlApi(controlled: ControlledCloud): (request: Request) => Promise<Response | undefined> {
  const { cloud } = controlled
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url)
    if (!pathname.startsWith('/api/')) return undefined
    const search = searchParams.get('search') ?? ''
    try {
      switch (`${request.method} ${pathname.slice('/api/'.length)}`) {
        case 'GET clock':
          return json({ offsetMs: cloud.clock.offsetMs })
        case 'GET state':
          return json(controlState(controlled))
        case 'GET people':
          return json(findPeople(cloud.tenant, search))
        case 'GET applications':
          return json(findApplications(cloud.tenant, search))
        default:
          return await act(cloud, request, pathname.slice('/api/'.length))
      }
    } catch (error) {
      return json({ message: refusal(error) }, 400)
    }
  }
}

async function act({ tenant, clock, faults }: Cloud, request: Request, action: string): Promise<Response> {
  const body: unknown = request.method === 'POST' ? JSON.parse(await request.text()) : undefined
  switch (`${request.method} ${action}`) {
    case 'POST clock/advance':
      clock.advance(bodies.advance.parse(body).days * day)
      break
    case 'POST people/leave':
      tenant.leave(bodies.leave.parse(body).personId)
      break
    case 'POST people/account': {
      const { personId, enabled } = bodies.account.parse(body)
      tenant.setAccountEnabled(personId, enabled)
      break
    }
    case 'POST applications/password': {
      const { objectId, displayName, days } = bodies.password.parse(body)
      const startAt = clock.now()
      tenant.addPassword(objectId, { displayName, startAt, endAt: new Date(startAt.getTime() + days * day) })
      break
    }
    case 'POST trouble/start':
      startTrouble(faults, bodies.trouble.parse(body).kind)
      break
    case 'POST trouble/end':
      faults.clear()
      break
    default:
      return json({ message: `There is no ${request.method} /api/${action}.` }, 404)
  }
  return json({ done: true })
}

function refusal(error: unknown): string {
  if (error instanceof ZodError) return z.prettifyError(error)
  return error instanceof Error ? error.message : String(error)
}

function json(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } })
}
