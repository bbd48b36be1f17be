import { z } from 'zod/v4'

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
