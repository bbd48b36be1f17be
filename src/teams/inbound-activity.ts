import { z } from 'zod'

const MAX_DEPTH = 64
/** Objects built from these would change what other objects inherit. */
const unsafeNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

const activitySchema = z.object({
  type: z.string().min(1),
  channelId: z.string().nullish(),
  serviceUrl: z.string().nullish(),
  conversation: z.object({ id: z.string().min(1), tenantId: z.string().nullish() }),
  from: z.object({ id: z.string().min(1), aadObjectId: z.string().nullish() }),
  text: z.string().nullish(),
  locale: z.string().nullish(),
  replyToId: z.string().nullish(),
  /** Of an `installationUpdate`. */
  action: z.string().nullish(),
  entities: z.array(z.object({})).nullish(),
  attachments: z.array(z.object({})).nullish(),
  channelData: z.object({ tenant: z.object({ id: z.string().nullish() }).nullish() }).nullish(),
})

/** The parts of an activity that decide whether it is let in, or that are read without another look. */
export type InboundActivity = z.infer<typeof activitySchema>

/** Undefined for what no channel sends: no object, missing parts, nested too deep, names that touch prototypes. */
export function readInboundActivity(body: unknown): InboundActivity | undefined {
  if (!isPlain(body, MAX_DEPTH)) return undefined
  return activitySchema.safeParse(body).data
}

function isPlain(value: unknown, depthLeft: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depthLeft === 0) return false
  return Object.entries(value).every(([name, inner]) => !unsafeNames.has(name) && isPlain(inner, depthLeft - 1))
}
