import type { AuditAction } from '../domain/audit-event.ts'
import type { Credential } from '../domain/credential.ts'
import { hasCode, messageOf } from '../domain/errors.ts'
import type { HolderRef } from '../domain/holder.ts'
import type { PersonRef } from '../domain/person.ts'
import type { AppContext } from '../ports.ts'

type Powers = Pick<AppContext, 'credentials' | 'directory' | 'approvals' | 'audit' | 'clock' | 'log'>

interface Confirmed {
  readonly holder: HolderRef
  readonly old: Credential
  readonly by: PersonRef
}

/** `why`: what failed, what is known of the old one, and what to do. */
export type RemovalOutcome = { readonly is: 'removed' } | { readonly is: 'kept'; readonly why: string }

/**
 * Takes a replaced client secret out of Entra, as a person has just confirmed. One attempt: after a lost reply Entra is
 * read, and what it shows is what is said. Recorded before and after.
 */
export async function removeSuperseded(ctx: Powers, confirmed: Confirmed): Promise<RemovalOutcome> {
  const { holder, old } = confirmed
  await record(ctx, confirmed, 'removal-confirmed', `Old credential ${old.keyId} is to be removed`)
  try {
    const outcome = await ctx.credentials.removePassword(holder, old.keyId)
    if (outcome === 'removed') return await removed(ctx, confirmed, 'Removed')
    return await absent(ctx, confirmed)
  } catch (error) {
    const reason = messageOf(error)
    ctx.log.warn({ objectId: holder.objectId, keyId: old.keyId, reason }, 'Old credential could not be removed')
    if (hasCode(error, 'directory-denied', 'directory-refused', 'directory-throttled', 'directory-conflict')) {
      return kept(ctx, confirmed, `${reason} The old one is still there.`)
    }
    return afterLostReply(ctx, confirmed, reason)
  }
}

/** Whoever was first is who removed it. */
async function absent(ctx: Powers, confirmed: Confirmed): Promise<RemovalOutcome> {
  const { holder, old } = confirmed
  const { removals } = await ctx.approvals.about(holder.objectId)
  if (!removals.some(({ credential }) => credential.keyId === old.keyId)) {
    return removed(ctx, confirmed, 'It was not there any more')
  }
  await record(ctx, confirmed, 'credential-removed', 'It was removed before')
  return { is: 'removed' }
}

async function afterLostReply(ctx: Powers, confirmed: Confirmed, reason: string): Promise<RemovalOutcome> {
  const { holder, old } = confirmed
  try {
    const now = await ctx.directory.holder(holder.kind, holder.objectId)
    if (now?.credentials.some(({ keyId }) => keyId === old.keyId) !== true) {
      return await removed(ctx, confirmed, 'Removed; the reply was lost, and Entra lists it no more')
    }
  } catch (error) {
    ctx.log.warn(
      { objectId: holder.objectId, error: String(error) },
      'Application could not be read after a lost reply',
    )
    return kept(ctx, confirmed, `${reason} Whether it was removed is not known: use Refresh in a minute, then decide.`)
  }
  return kept(ctx, confirmed, `${reason} Entra still lists the old one: use Refresh in a minute, then try again.`)
}

async function removed(ctx: Powers, { holder, old, by }: Confirmed, detail: string): Promise<RemovalOutcome> {
  const at = ctx.clock.now()
  await ctx.approvals.noteRemoval(
    { objectId: holder.objectId, credential: old, removedBy: by, removedAt: at },
    eventOf({ holder, old, by }, 'credential-removed', detail, at),
  )
  return { is: 'removed' }
}

async function kept(ctx: Powers, confirmed: Confirmed, why: string): Promise<RemovalOutcome> {
  await record(ctx, confirmed, 'removal-failed', why)
  return { is: 'kept', why }
}

async function record(ctx: Powers, confirmed: Confirmed, action: AuditAction, detail: string): Promise<void> {
  await ctx.audit.record(eventOf(confirmed, action, detail, ctx.clock.now()))
}

function eventOf({ holder, old, by }: Confirmed, action: AuditAction, detail: string, at: Date) {
  const eventId = `${action}.${old.keyId}.${at.getTime()}`
  return { eventId, at, action, actor: by, holder, keyId: old.keyId, detail }
}
