import { z } from 'zod/v4'
import { auditActions } from '../domain/audit-event.ts'

/** JSON holds instants as text; they come back as dates. */
const instant = z.coerce.date()
const maybe = <T extends z.ZodType>(shape: T) => shape.nullable()
const text = z.string()

const personRef = z.object({ personId: text, displayName: maybe(text) })

const person = personRef.extend({
  mail: maybe(text),
  userPrincipalName: maybe(text),
  accountEnabled: maybe(z.boolean()),
  userType: maybe(z.enum(['Member', 'Guest'])),
})

const owner = z.discriminatedUnion('type', [
  person.extend({ type: z.literal('user') }),
  z.object({ type: z.literal('other'), objectId: text }),
])

const credential = z.object({
  keyId: text,
  kind: z.enum(['password', 'certificate']),
  displayName: maybe(text),
  hint: maybe(text),
  startAt: maybe(instant),
  endAt: maybe(instant),
  isSamlSigning: z.boolean(),
})

const holderRef = z.object({
  kind: z.enum(['application', 'servicePrincipal']),
  objectId: text,
  clientId: text,
  displayName: maybe(text),
})

const formerOwner = personRef.extend({ untilAt: instant })
const stage = z.enum(['first', 'second', 'third', 'expired'])
const sentRef = z.object({ serviceUrl: text, conversationId: text, activityId: text })

const because = z.discriminatedUnion('is', [
  z.object({ is: z.literal('owner') }),
  z.object({ is: z.literal('previousOwner'), untilAt: instant }),
  z.object({ is: z.literal('manager'), of: personRef }),
  z.object({ is: z.literal('administrator') }),
])

export const seenHolderShape = holderRef.extend({
  signInAudience: maybe(text),
  credentials: z.array(credential),
  owners: z.array(owner),
  formerOwners: z.array(formerOwner),
  fingerprint: text,
  orphaned: z.boolean(),
  deletedAt: maybe(instant),
})

export const personShape = person.extend({ manager: maybe(personRef) })

export const cardShape = z.object({
  objectId: text,
  person: personRef,
  because: maybe(because),
  told: z.record(text, stage),
  keyIds: z.array(text),
  copies: z.array(sentRef),
  refusal: maybe(z.enum(['not-installed', 'blocked', 'throttled', 'gone', 'too-big', 'unreachable', 'refused'])),
  at: instant,
})

export const rotationShape = z.object({
  rotationId: text,
  holder: holderRef,
  old: credential,
  state: z.enum(['approved', 'minting', 'stored', 'retiring', 'done', 'parked', 'cancelled']),
  sequence: z.number(),
  attempt: z.number(),
  readsWithoutTrace: z.number(),
  approvedBy: personRef,
  approvedAt: instant,
  reason: text,
  nextStepAt: instant,
  newKeyId: maybe(text),
  newEndAt: maybe(instant),
  vaultSecret: maybe(z.object({ name: text, version: text })),
  confirmedBy: maybe(personRef),
  problem: maybe(text),
  changedAt: instant,
})

export const approvalShape = z.object({
  objectId: text,
  keyId: text,
  approvedBy: personRef,
  approvedAt: instant,
  reason: text,
  rotateAt: instant,
})

export const snoozeShape = z.object({
  objectId: text,
  keyId: text,
  snoozedBy: personRef,
  snoozedAt: instant,
  untilAt: instant,
})

export const auditShape = z.object({
  eventId: text,
  at: instant,
  action: z.enum(auditActions),
  actor: maybe(personRef),
  holder: holderRef,
  keyId: maybe(text),
  detail: text,
})

export const conversationShape = z.object({ conversationId: text, serviceUrl: text })

export const channelShape = conversationShape.extend({
  digest: z.enum(['off', 'daily', 'weekly']),
  lastDigestAt: maybe(instant),
})

export const passShape = z.object({
  passId: text,
  startedAt: instant,
  endedAt: maybe(instant),
  summary: maybe(z.looseObject({ applications: z.number() })),
})
