import { z } from 'zod/v4'
import { importVerbs } from '../../domain/messages/verbs.ts'

const shape = z.object({
  verb: z.enum(importVerbs),
  importId: z.guid().transform((text) => text.toLowerCase()),
})

/** A click on the card of an import. What it is about is looked up by the id among the person's own. */
export type ImportAction = z.infer<typeof shape>

/** Undefined for anything that no card of an import sends. */
export function parseImportAction(verb: unknown, data: unknown): ImportAction | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  return shape.safeParse({ ...data, verb }).data
}
