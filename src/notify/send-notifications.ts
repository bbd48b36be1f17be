import { setTimeout } from 'node:timers/promises'
import { type ApplicationView, applicationMessage } from '../domain/application-message.ts'
import type { AuditEvent } from '../domain/audit-event.ts'
import { hasCode } from '../domain/errors.ts'
import type { Finding } from '../domain/finding.ts'
import type { PlannedNotification } from '../domain/plan.ts'
import { credentialKey, type Decided } from '../domain/situation.ts'
import type { AppContext, Lease, SendRefusal, SendResult, SentCard } from '../ports.ts'
import { saveCopy } from './save-copy.ts'

type Powers = Pick<AppContext, 'messenger' | 'cards' | 'clock' | 'log' | 'policy' | 'vault'>

export interface SentCounts {
  readonly sent: number
  readonly undelivered: number
  readonly problems: readonly string[]
  /** Sending more would be of no use now. */
  readonly isStopped: boolean
}

/**
 * Sends the planned cards one after the other and records each at once, so that a crash repeats at most the one in
 * flight. A refusal is recorded for `/status` and tried again by the next pass; it never stops the others.
 */
export async function sendNotifications(
  ctx: Powers,
  notifications: readonly PlannedNotification[],
  decided: Decided,
  lease: Lease,
): Promise<SentCounts> {
  const problems: string[] = []
  let sent = 0
  let undelivered = 0
  for (const notification of notifications) {
    lease.assertHeld()
    try {
      const refusal = await sendOne(ctx, notification, decided)
      if (refusal === null) sent += 1
      else undelivered += 1
      if (refusal === 'throttled') {
        problems.push('Teams asked to wait for longer than a pass may take; the next pass tells the rest.')
        return { sent, undelivered, problems, isStopped: true }
      }
    } catch (error) {
      undelivered += 1
      const { objectId } = notification.holder
      problems.push(
        `Could not tell anyone about application ${objectId}: ${error instanceof Error ? error.message : error}`,
      )
      ctx.log.error({ objectId, error: String(error) }, 'Notification failed')
      // What cannot be recorded would be sent again by every pass, so nothing more is sent.
      if (hasCode(error, 'tables-unreachable', 'tables-denied', 'tables-refused')) {
        return { sent, undelivered, problems, isStopped: true }
      }
    }
  }
  return { sent, undelivered, problems, isStopped: false }
}

async function sendOne(ctx: Powers, notification: PlannedNotification, decided: Decided): Promise<SendRefusal | null> {
  const { holder, recipient, findings, isFirst } = notification
  const { person, reason: because } = recipient
  const keyIds = findings.map(({ credential }) => credential.keyId)
  const message = applicationMessage(viewOf(ctx, notification, decided), { because, keyIds, news: null })
  const result = await patiently(() => ctx.messenger.send(person.personId, message))
  if (!result.ok) {
    const of = { objectId: holder.objectId, personId: person.personId }
    await ctx.cards.change(of, (before) => undeliveredCard(ctx, notification, before, result))
    ctx.log.warn(
      { objectId: holder.objectId, personId: person.personId, reason: result.reason },
      'Card was not delivered',
    )
    return result.reason
  }
  const told = Object.fromEntries(findings.map(({ credential, stage }) => [credential.keyId, stage]))
  const event = sentEvent(ctx, notification)
  const { sent } = result
  await saveCopy(ctx, { objectId: holder.objectId, person, because, told, keyIds, sent, event, isNew: isFirst })
  return null
}

const TRIES = 4
const MAX_WAIT_MS = 60_000

/** Waits as long as Teams asks. Only a refusal is repeated: after a lost answer the card may be there already. */
async function patiently(send: () => Promise<SendResult>): Promise<SendResult> {
  for (let tried = 1; ; tried += 1) {
    const result = await send()
    if (result.ok || result.reason !== 'throttled' || tried === TRIES) return result
    await setTimeout(Math.min(result.retryAfterMs ?? tried * 1_000, MAX_WAIT_MS))
  }
}

function undeliveredCard(
  ctx: Powers,
  { holder, recipient, findings }: PlannedNotification,
  before: SentCard | undefined,
  result: SendResult & { ok: false },
): SentCard {
  const { personId, displayName } = recipient.person
  return {
    objectId: holder.objectId,
    person: { personId, displayName },
    because: recipient.reason,
    told: before?.told ?? {},
    keyIds: before?.keyIds ?? findings.map(({ credential }) => credential.keyId),
    copies: before?.copies ?? [],
    refusal: result.reason,
    at: ctx.clock.now(),
  }
}

function sentEvent(ctx: Powers, { holder, recipient, findings }: PlannedNotification): AuditEvent {
  const at = ctx.clock.now()
  const [first] = findings
  return {
    eventId: `alert.${recipient.person.personId}.${at.getTime()}`,
    at,
    action: 'alert-sent',
    actor: null,
    holder,
    keyId: first?.credential.keyId ?? null,
    detail: `${first?.stage} alert to ${recipient.person.personId} as ${recipient.reason.is}, ${findings.length} credentials`,
  }
}

/** The scan has just read the application, so nothing is read again for each card. */
function viewOf(ctx: Powers, { holder, findings }: PlannedNotification, decided: Decided): ApplicationView {
  const [first] = findings
  const keys = findings.map(({ credential }) => credentialKey(holder.objectId, credential.keyId))
  const of = <Value>(values: ReadonlyMap<string, Value>) => keys.flatMap((key) => values.get(key) ?? [])
  return {
    holder: {
      ...holder,
      signInAudience: null,
      credentials: findings.map((finding: Finding) => finding.credential),
      owners: first?.owners ?? [],
    },
    rotations: of(decided.openRotations),
    approvals: of(decided.approvals),
    snoozes: of(decided.snoozes),
    superseded: new Map(),
    vaultUrl: ctx.vault.url,
    alertDays: ctx.policy.alertDays,
    dryRun: ctx.policy.dryRun,
    now: decided.now,
  }
}
