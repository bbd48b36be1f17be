import { z } from 'zod/v4'
import { stages, type Told } from '../domain/alert.ts'
import type { RecipientReason } from '../domain/finding.ts'

/** ISO text on the way in, a date on the way out. */
export const instant = z.iso.datetime().transform((text) => new Date(text))

/** One of a union's values; the compiler asks for all of them, so a value added to the domain stays readable. */
export function oneOf<Value extends string>(values: Readonly<Record<Value, true>>) {
  return z.enum(Object.keys(values) as [Value, ...Value[]])
}

export const personRefShape = z.object({ personId: z.string(), displayName: z.string().nullable() })

export const personShape = personRefShape.extend({
  mail: z.string().nullable(),
  userPrincipalName: z.string().nullable(),
  accountEnabled: z.boolean().nullable(),
  userType: z.enum(['Member', 'Guest']).nullable(),
  isAdmittedGuest: z.literal(true).optional(),
})

export const spanShape = z.object({ fromAt: instant, untilAt: instant.nullable() })

export const holderRefShape = z.object({
  kind: z.enum(['application', 'servicePrincipal']),
  objectId: z.string(),
  clientId: z.string(),
  displayName: z.string().nullable(),
})

export const credentialShape = z.object({
  keyId: z.string(),
  kind: z.enum(['password', 'certificate']),
  displayName: z.string().nullable(),
  hint: z.string().nullable(),
  startAt: instant.nullable(),
  endAt: instant.nullable(),
  isSamlSigning: z.boolean(),
})

export const ownerShape = z.discriminatedUnion('type', [
  personShape.extend({ type: z.literal('user') }),
  z.object({ type: z.literal('other'), objectId: z.string() }),
])

export const sentRefShape = z.object({
  serviceUrl: z.string(),
  conversationId: z.string(),
  activityId: z.string(),
})

export const toldShape: z.ZodType<Readonly<Record<string, Told>>> = z.record(
  z.string(),
  z.object({ stage: z.enum(stages), toldAt: instant, urgentAt: instant.nullable() }),
)

/** True, or not there. */
const flag = z.literal(true).optional()

export const reasonShape: z.ZodType<RecipientReason> = z.discriminatedUnion('is', [
  z.object({ is: z.literal('owner') }),
  z.object({ is: z.literal('previousOwner'), untilAt: instant, escalated: flag }),
  z.object({ is: z.literal('manager'), of: personRefShape, stillOwns: flag, escalated: flag }),
  z.object({ is: z.literal('nextManager'), of: personRefShape, escalated: flag }),
  z.object({ is: z.literal('administrator'), escalated: flag }),
  z.object({ is: z.literal('approver'), of: personRefShape.nullable() }),
  z.object({ is: z.literal('administratorsChannel'), escalated: flag }),
])
