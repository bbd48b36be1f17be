import type { z } from 'zod/v4'
import { KeyturnError } from '../domain/errors.ts'
import { GraphFailure } from './graph-failure.ts'
import type { GraphCall } from './translate-error.ts'

/** A reply in the shape that Graph documents. The error names the fields that are wrong and quotes nothing of it. */
export function parseReply<Shape extends z.ZodType>(shape: Shape, reply: unknown, call: GraphCall): z.output<Shape> {
  const parsed = shape.safeParse(reply)
  if (parsed.success) return parsed.data
  const fields = [...new Set(parsed.error.issues.map(({ path }) => path.join('.') || 'body'))].join(', ')
  const effect = call.writes === true ? ' Whether it took effect is unknown.' : ''
  throw new KeyturnError(
    'directory-unreachable',
    `Keyturn could not ${call.does}: the reply is not Microsoft Graph's.${effect} Check GRAPH_BASE_URL.`,
    { cause: new GraphFailure(`Unexpected in the reply: ${fields}`) },
  )
}
