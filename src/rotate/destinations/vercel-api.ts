import { z } from 'zod/v4'
import type { VercelTarget } from '../../domain/destination.ts'
import type { Api, ApiReply } from './call-api.ts'
import { type ApiWords, type Attempt, type Trouble, troubleOf } from './trouble-of.ts'

const errorShape = z.object({ error: z.object({ code: z.string() }) })

export const vercelWords: ApiWords = {
  name: 'Vercel',
  remedies: {
    401: 'Give Keyturn a valid Vercel token, then try again.',
    403: 'Give Keyturn a valid Vercel token that may change this project, and check the team, then try again.',
    404: 'Check project and team; if the project was deleted, remove it as a destination.',
  },
  otherwise: 'Look at the project in Vercel, or remove it as a destination.',
  codeOf: (body) => errorShape.safeParse(body).data?.error.code,
}

/** Requests about one project of one team. */
export interface VercelProject {
  readonly api: Api
  readonly target: VercelTarget
}

export type Answer<Body> = { readonly is: 'answer'; readonly body: Body } | Trouble

/** The body of a success in the shape that is expected, or why there is none. */
export function answerOf<Shape extends z.ZodType>(
  reply: ApiReply,
  shape: Shape,
  attempt: Attempt,
): Answer<z.output<Shape>> {
  const trouble = troubleOf(reply, vercelWords, attempt)
  if (trouble !== undefined) return trouble
  const parsed = shape.safeParse(reply.body)
  if (parsed.success) return { is: 'answer', body: parsed.data }
  const problem = `Vercel was asked to ${attempt.does}, and its reply is unknown. ${attempt.remains}`
  return { is: 'refused', problem: `${problem} ${vercelWords.otherwise}` }
}

/** With the team, where there is one: a token of several teams sees nothing without it. */
export function teamPath(path: string, { teamId }: VercelTarget, query: Readonly<Record<string, string>> = {}): string {
  const text = new URLSearchParams({ ...query, ...(teamId !== null && { teamId }) }).toString()
  return text === '' ? path : `${path}?${text}`
}
