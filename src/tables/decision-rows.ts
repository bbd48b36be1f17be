import { z } from 'zod/v4'
import { askShape } from './ask-shape.ts'
import { credentialShape, holderRefShape, instant, personRefShape } from './shapes.ts'

/** What people decide about one credential or, for exclusions, one application. */

export const approvalShape = z.object({
  objectId: z.string(),
  keyId: z.string(),
  approvedBy: personRefShape,
  approvedAt: instant,
  reason: z.string(),
  rotateAt: instant,
})

export const snoozeShape = z.object({
  objectId: z.string(),
  keyId: z.string(),
  snoozedBy: personRefShape,
  snoozedAt: instant,
  untilAt: instant,
  isCut: z.boolean().default(false),
  isDeclined: z.boolean().default(false),
  reason: z.string().nullable().default(null),
})

export const stillInUseShape = z.object({
  objectId: z.string(),
  keyId: z.string(),
  saidBy: personRefShape,
  saidAt: instant,
  reason: z.string().nullable(),
  knownKeyIds: z.array(z.string()),
})

export const exclusionShape = z.object({
  holder: holderRefShape,
  excludedBy: personRefShape,
  excludedAt: instant,
  reason: z.string(),
  untilAt: instant,
})

export const removalRequestShape = askShape.extend({
  requestId: z.string(),
  holder: holderRefShape,
  keyId: z.string(),
  requestedBy: personRefShape,
  rotationId: z.string().nullable(),
  endedAt: instant.nullable(),
})

export const removalShape = z.object({
  objectId: z.string(),
  credential: credentialShape,
  removedBy: personRefShape,
  removedAt: instant,
})
