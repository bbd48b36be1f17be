import type { Holder } from '../domain/holder.ts'
import { answerableFor, type DeliveryRecord } from '../domain/rotation.ts'
import { SecretText } from '../domain/secret-text.ts'
import type { StoredRotation, WriteOutcome } from '../ports.ts'
import { untilTakenOver } from './attempt.ts'
import { isCertificate } from './by-kind.ts'
import { claimStep } from './claim-step.ts'
import { compensate } from './compensate.ts'
import { factsFor } from './delivered.ts'
import { endForDeleted } from './end-for-deleted.ts'
import { moveRotation, type Stepped, tryLater } from './move-rotation.ts'
import { newIsMissing } from './new-is-missing.ts'
import { deliveryFailed, withConsumersAgain, withRecord } from './record-delivery.ts'
import type { RotatePowers } from './rotate-powers.ts'
import { VERIFIED_WITHIN_MS, verification } from './verification.ts'
import { writeToPlace } from './write-to-place.ts'

/** A write that keeps failing is left to a person after so many tries, the last of them an hour apart. */
const WRITE_TRIES = 12

/** Takes the first destination that is not settled one step further: writes to it, or verifies what was written. */
export async function deliver(ctx: RotatePowers, rotation: StoredRotation): Stepped {
  const record = rotation.deliveries.find(({ state }) => ['waiting', 'writing', 'written'].includes(state))
  if (record === undefined) return afterDeliveries(ctx, rotation)
  const holder = await ctx.directory.holder(rotation.holder.kind, rotation.holder.objectId)
  if (holder === undefined) return endForDeleted(ctx, rotation)
  return record.state === 'written' ? verify(ctx, rotation, record, holder) : write(ctx, rotation, record, holder)
}

function afterDeliveries(ctx: RotatePowers, rotation: StoredRotation): Stepped {
  const asked = rotation.deliveries.filter(({ state }) => state === 'asking')
  if (asked.length > 0) {
    return moveRotation(ctx, rotation, 'awaitingDeployment', 'Delivered; a person has to see that it is in use')
  }
  return beginSoak(ctx, rotation, 'Delivered everywhere')
}

/** The old credential stays so long that whoever still uses it can be seen. */
export function beginSoak(
  ctx: Pick<RotatePowers, 'rotations' | 'clock'>,
  rotation: StoredRotation,
  detail: string,
  changes: Partial<Pick<StoredRotation, 'deliveries' | 'confirmedBy'>> = {},
): Stepped {
  const deliveredAt = ctx.clock.now()
  const nextStepAt = new Date(deliveredAt.getTime() + rotation.soakHours * 60 * 60_000)
  return moveRotation(ctx, rotation, 'soaking', detail, { ...changes, deliveredAt, nextStepAt })
}

async function write(ctx: RotatePowers, rotation: StoredRotation, record: DeliveryRecord, holder: Holder): Stepped {
  const objection = await objectionTo(ctx, rotation, record, holder)
  if (objection !== undefined) return objection.stored
  if (rotation.vaultSecret === null) throw new TypeError('only what lies in the vault is delivered')
  // Who takes a certificate is told where it is and gets no text.
  const secretText = isCertificate(rotation) ? new SecretText('') : await ctx.vault.read(rotation.vaultSecret)

  const writing = { ...record, state: 'writing' } as const
  const changes = { deliveries: withRecord(rotation, writing), tries: rotation.tries + 1 }
  const claimed = await claimStep(ctx, rotation, changes)
  if (claimed === undefined) return undefined
  const facts = factsFor(claimed, writing, holder, ctx.vault.url)
  const outcome = await writeToPlace(ctx, writing, { ...facts, secretText, signal: untilTakenOver(ctx, claimed) })
  return afterWrite(ctx, claimed, writing, outcome)
}

/** What keeps this destination from getting the new value; the step went another way then. */
async function objectionTo(
  ctx: RotatePowers,
  rotation: StoredRotation,
  record: DeliveryRecord,
  holder: Holder,
): Promise<{ readonly stored: StoredRotation | undefined } | undefined> {
  if (!holder.credentials.some(({ keyId }) => keyId === rotation.newKeyId)) {
    return { stored: await newIsMissing(ctx, rotation) }
  }
  // An approver who has lost their right approves nothing that nobody has yet; what has begun is brought to its end.
  const isFirst = rotation.deliveries.every(({ state }) => state === 'waiting' || state === 'skipped')
  if (isFirst && !(await ctx.isEntitled(answerableFor(rotation), holder))) {
    const problem =
      'Whoever approved the rotation may not do so any more, so the new secret was removed before anyone got it. The old one was not touched.'
    return { stored: await compensate(ctx, rotation, problem) }
  }
  if (await changedSince(ctx, rotation, record)) {
    const problem = `The destination ${record.destinationId} was changed after the rotation had been approved, so it got nothing.`
    return { stored: await deliveryFailed(ctx, rotation, record, problem) }
  }
  return undefined
}

/** What was approved is what is delivered: a target that somebody changes meanwhile gets nothing. */
async function changedSince(ctx: RotatePowers, rotation: StoredRotation, record: DeliveryRecord): Promise<boolean> {
  const configured = await ctx.configured.about(rotation.holder.objectId)
  const now = configured.find(({ destinationId }) => destinationId === record.destinationId)
  return JSON.stringify(now?.target) !== JSON.stringify(record.target)
}

function afterWrite(
  ctx: RotatePowers,
  claimed: StoredRotation,
  record: DeliveryRecord,
  outcome: WriteOutcome,
): Stepped {
  switch (outcome.is) {
    case 'written': {
      // What was there before Keyturn's first write is what an undo needs, whatever was written since.
      const before = record.receipt?.before
      const receipt = { ...outcome.receipt, ...(before !== undefined && { before }) }
      const written = { ...record, state: 'written', receipt, problem: null } as const
      const detail = `Written to ${record.target.kind} ${record.destinationId}`
      return moveRotation(ctx, claimed, 'delivering', detail, { deliveries: withRecord(claimed, written) })
    }
    case 'later': {
      if (claimed.tries >= WRITE_TRIES) return deliveryFailed(ctx, claimed, record, outcome.problem)
      const deliveries = withRecord(claimed, { ...record, problem: outcome.problem })
      // The claim has counted this try already.
      const before = { ...claimed, tries: claimed.tries - 1 }
      return tryLater(ctx, before, {
        problem: outcome.problem,
        retryAfterMs: outcome.retryAfterMs,
        changes: { deliveries },
      })
    }
    case 'refused':
      return deliveryFailed(ctx, claimed, record, outcome.problem)
  }
}

async function verify(ctx: RotatePowers, rotation: StoredRotation, record: DeliveryRecord, holder: Holder): Stepped {
  const facts = factsFor(rotation, record, holder, ctx.vault.url)
  const outcome = await verification(ctx, record, facts)
  switch (outcome.is) {
    case 'verified':
      return settle(ctx, rotation, { ...record, state: 'verified', evidence: outcome.evidence, problem: null })
    case 'unprovable':
      return settle(ctx, rotation, { ...record, state: 'asking', problem: outcome.ask })
    case 'refused':
      return deliveryFailed(ctx, rotation, record, outcome.problem)
    case 'overwritten':
      return repair(ctx, rotation, record, outcome.problem)
    case 'notYet': {
      const sinceMs = ctx.clock.now().getTime() - rotation.changedAt.getTime()
      if (sinceMs > VERIFIED_WITHIN_MS) return deliveryFailed(ctx, rotation, record, outcome.problem)
      const changes = { deliveries: withRecord(rotation, { ...record, problem: outcome.problem }) }
      const { problem, retryAfterMs } = outcome
      return tryLater(ctx, rotation, { problem, retryAfterMs, atMostMs: 15 * 60_000, changes })
    }
  }
}

function settle(ctx: RotatePowers, rotation: StoredRotation, record: DeliveryRecord): Stepped {
  const detail = `${record.target.kind} ${record.destinationId}: ${record.evidence ?? record.problem ?? record.state}`
  return moveRotation(ctx, rotation, 'delivering', detail, { deliveries: withRecord(rotation, record) })
}

/** Once: a destination that is overwritten twice has another writer, and only a person can tell which one is right. */
export function repair(ctx: RotatePowers, rotation: StoredRotation, record: DeliveryRecord, problem: string): Stepped {
  if (record.repairs > 0) return deliveryFailed(ctx, rotation, record, problem)
  const again = { ...record, state: 'waiting', repairs: record.repairs + 1, evidence: null, problem } as const
  const deliveries = withConsumersAgain(withRecord(rotation, again), again)
  return moveRotation(ctx, rotation, 'delivering', `Written again: ${problem}`, { deliveries })
}
