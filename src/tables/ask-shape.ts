import { z } from 'zod/v4'
import { instant, personRefShape } from './shapes.ts'

/** What every request to a second person holds; whom it reached was not stored at first. */
export const askShape = z.object({
  requestedBy: personRefShape.nullable(),
  requestedAt: instant,
  expiresAt: instant,
  approvers: z.array(personRefShape),
  waiting: z.array(z.string()).default([]),
  unreachable: z.array(z.string()).default([]),
  askingUntilAt: instant.nullable().default(null),
  aloneSinceAt: instant.nullable().default(null),
  remindedAt: instant.nullable(),
})
