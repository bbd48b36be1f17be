import { z } from 'zod/v4'
import { type ApplicationVerb, type NominationVerb, nominationVerbs, verbs } from '../domain/messages/verbs.ts'

const id = z.guid().transform((text) => text.toLowerCase())
const MAX_TYPED = 2_000
const typed = z
  .string()
  .transform((text) => text.slice(0, MAX_TYPED))
  .optional()

/** What a card sends: ids that are looked up again, and what was typed into a form. Nothing in it is trusted. */
const actionShape = z.object({
  verb: z.enum(verbs),
  kind: z.enum(['application', 'servicePrincipal']),
  objectId: id,
  keyId: id.optional(),
  reason: typed,
  daysBefore: typed,
  days: typed,
  /** Of the rotation that an answer agrees to or declines. */
  requestId: id.optional(),
  nominationId: id.optional(),
  destinationId: id.optional(),
  place: typed,
  lifetime: typed,
  before: typed,
  soak: typed,
  approval: typed,
  quiet: typed,
  zone: typed,
  freezes: typed,
  isOptional: z.string().max(10).optional(),
  isFirst: z.string().max(10).optional(),
  handOver: z.string().max(10).optional(),
  /** The button stands on a card of a dry run. */
  dryRun: z.string().max(10).optional(),
  personId: typed,
  person: typed,
})

export type Action = z.infer<typeof actionShape>

export type NominationAction = Action & { readonly verb: NominationVerb }
export type ApplicationAction = Action & { readonly verb: ApplicationVerb }

export function isNominationAction(action: Action): action is NominationAction {
  return nominationVerbs.some((verb) => verb === action.verb)
}

export function isApplicationAction(action: Action): action is ApplicationAction {
  return !isNominationAction(action)
}

/** Undefined for anything that no card of ours sends. */
export function parseAction(verb: unknown, data: unknown): Action | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const parsed = actionShape.safeParse({ ...data, verb })
  return parsed.success ? parsed.data : undefined
}
