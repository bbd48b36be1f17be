import { applicationMessage } from '../domain/application-message.ts'
import { messageOf } from '../domain/errors.ts'
import type { Finding, Recipient } from '../domain/finding.ts'
import type { Holder, HolderRef } from '../domain/holder.ts'
import type { AppContext, Lease, SendRefusal } from '../ports.ts'
import { saveCopy } from './save-copy.ts'
import { sendTo } from './send-to.ts'

type Powers = Pick<
  AppContext,
  | 'messenger'
  | 'conversations'
  | 'cards'
  | 'successions'
  | 'holders'
  | 'rotations'
  | 'clock'
  | 'log'
  | 'policy'
  | 'vault'
>

interface QuietCard {
  readonly holder: HolderRef
  readonly recipient: Recipient
  readonly findings: readonly Finding[]
}

/**
 * Asks each person about replaced credentials and records it at once, so that a crash repeats at most the card in
 * flight. A refusal is recorded for `/status`, and the next pass asks again. Returns what could not be done.
 */
export async function sendQuietCards(ctx: Powers, cards: readonly QuietCard[], lease: Lease): Promise<string[]> {
  const problems: string[] = []
  let sent = 0
  for (const card of cards) {
    lease.assertHeld()
    try {
      const refusal = await sendOne(ctx, card)
      if (refusal === null) sent += 1
      if (refusal === 'throttled' || refusal === 'unreachable') break
    } catch (error) {
      const reason = messageOf(error)
      problems.push(`Could not ask about replaced credentials of application ${card.holder.objectId}: ${reason}`)
      // What cannot be recorded would be asked again by every pass.
      break
    }
  }
  if (cards.length > 0) ctx.log.info({ sent, planned: cards.length }, 'Asked about replaced credentials')
  return problems
}

/** What Keyturn itself replaces goes by itself, and may have gone since the pass read Entra. */
async function withoutRotated(
  ctx: Pick<Powers, 'rotations'>,
  { holder, findings }: QuietCard,
): Promise<readonly Finding[]> {
  const rotations = await ctx.rotations.about(holder.objectId)
  const replaced = rotations.filter(({ state }) => state !== 'failed' && state !== 'cancelled')
  return findings.filter(({ credential }) => !replaced.some(({ old }) => old.keyId === credential.keyId))
}

async function sendOne(ctx: Powers, card: QuietCard): Promise<SendRefusal | null> {
  const { holder, recipient } = card
  const { objectId } = holder
  const { person, reason: because } = recipient
  const seen = await ctx.holders.get(objectId)
  const findings = await withoutRotated(ctx, card)
  if (seen === undefined || findings.length === 0) return null
  const keyIds = findings.map(({ credential }) => credential.keyId)
  const result = await sendTo(ctx, recipient, quietMessage(ctx, seen, { ...card, findings }, keyIds))
  if (!result.ok) {
    ctx.log.warn({ objectId, personId: person.personId, reason: result.reason }, 'Question was not delivered')
    await ctx.cards.change({ objectId, personId: person.personId }, (before) => ({
      told: {},
      keyIds,
      copies: [],
      listId: null,
      ...before,
      objectId,
      person: { personId: person.personId, displayName: person.displayName },
      because,
      refusal: result.reason,
      at: ctx.clock.now(),
    }))
    return result.reason
  }
  await saveCopy(ctx, { objectId, person, because, told: {}, keyIds, sent: result.sent, isNew: false })
  await ctx.successions.noteAsked({ objectId, personId: person.personId }, successorsIn(findings))
  return null
}

/** The scan has just seen the application, and the plan that nothing was decided about these credentials. */
function quietMessage(ctx: Powers, seen: Holder, { recipient, findings }: QuietCard, keyIds: readonly string[]) {
  const view = {
    holder: { ...seen, owners: findings[0]?.owners ?? seen.owners },
    rotations: [],
    approvals: [],
    snoozes: [],
    superseded: new Map(Object.entries(successorsIn(findings))),
    vaultUrl: ctx.vault.url,
    alertDays: ctx.policy.alertDays,
    dryRun: ctx.policy.dryRun,
    now: ctx.clock.now(),
  }
  return applicationMessage(view, { because: recipient.reason, keyIds, news: null })
}

function successorsIn(findings: readonly Finding[]): Record<string, string> {
  return Object.fromEntries(
    findings.flatMap(({ credential, supersededBy }) =>
      supersededBy === null ? [] : [[credential.keyId, supersededBy]],
    ),
  )
}
