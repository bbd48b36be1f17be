import { z } from 'zod/v4'
import { badRequest } from './graph-error.ts'

/** Delta tokens of directory objects are good for seven days. */
const lifetimeMs = 7 * 86_400_000

const stored = z.object({
  /** `all`: still listing everything from `position`; `changes`: following the change log from `log`. */
  phase: z.enum(['all', 'changes']),
  position: z.number(),
  log: z.number(),
  select: z.string().nullable(),
  filter: z.string().nullable(),
  issuedMs: z.number(),
})

/** Where a delta query stands, with the options of its first call. */
export type DeltaToken = Omit<z.infer<typeof stored>, 'issuedMs'>

export function writeDeltaToken(token: DeltaToken, now: Date): string {
  return Buffer.from(JSON.stringify({ ...token, issuedMs: now.getTime() })).toString('base64url')
}

export function readDeltaToken(text: string, now: Date): DeltaToken {
  const { issuedMs, ...token } = parse(text)
  if (now.getTime() - issuedMs <= lifetimeMs) return token
  throw badRequest(
    'The sync state generation is not found. The delta token is expired and data must be synchronized again.',
    'syncStateNotFound',
  )
}

function parse(text: string): z.infer<typeof stored> {
  try {
    return stored.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  } catch {
    throw badRequest('Badly formed token.')
  }
}
