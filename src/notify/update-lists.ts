import { type ApplicationView, linesOf } from '../domain/application-message.ts'
import type { AlertRow } from '../domain/messages/alert-list.ts'
import type { CredentialLine } from '../domain/messages/credential-line.ts'
import type { AppContext, ListRef, SeenHolder } from '../ports.ts'

export type ListPowers = Pick<
  AppContext,
  'messenger' | 'lists' | 'holders' | 'rotations' | 'approvals' | 'clock' | 'log' | 'policy' | 'vault'
>

/**
 * Shows in a list how each of its matters stands, by our own records. `current` is an application that was read from
 * Entra just now, or the id of one that Entra does not have any more. False: the list could not be reached.
 */
export async function updateList(ctx: ListPowers, of: ListRef, current?: ApplicationView | string): Promise<boolean> {
  const list = await ctx.lists.get(of)
  if (list === undefined || list.sent === null) return true
  const seen = await ctx.holders.getMany(list.rows.map(({ holder }) => holder.objectId))
  const rows: AlertRow[] = []
  for (const { holder, because, keyIds, isTakenOver } of list.rows) {
    const view = await viewOf(ctx, holder.objectId, seen, current)
    rows.push({ holder, because, lines: view === undefined ? [] : linesOf(view, keyIds), isTakenOver })
  }
  const result = await ctx.messenger.update(list.sent, { is: 'alertList', rows, dryRun: ctx.policy.dryRun })
  const isOver = rows.every(({ lines, isTakenOver }) => isTakenOver || lines.every(isSettled))
  if ((result.ok && isOver) || (!result.ok && result.reason === 'gone')) await ctx.lists.remove(of)
  if (result.ok || result.reason === 'gone') return true
  ctx.log.warn({ personId: of.personId, reason: result.reason }, 'List was not updated')
  return false
}

async function viewOf(
  ctx: ListPowers,
  objectId: string,
  seen: ReadonlyMap<string, SeenHolder>,
  current: ApplicationView | string | undefined,
): Promise<ApplicationView | undefined> {
  if (current === objectId) return undefined
  if (typeof current === 'object' && current.holder.objectId === objectId) return current
  const known = seen.get(objectId)
  return known === undefined || known.deletedAt !== null ? undefined : viewOfSeen(ctx, known)
}

async function viewOfSeen(ctx: ListPowers, holder: SeenHolder): Promise<ApplicationView> {
  const { objectId } = holder
  const [rotations, decisions] = await Promise.all([ctx.rotations.about(objectId), ctx.approvals.about(objectId)])
  return {
    holder,
    rotations,
    ...decisions,
    superseded: new Map(),
    vaultUrl: ctx.vault.url,
    alertDays: ctx.policy.alertDays,
    dryRun: ctx.policy.dryRun,
    now: ctx.clock.now(),
  }
}

function isSettled({ state }: CredentialLine): boolean {
  return state.is === 'rotated' || state.is === 'gone'
}
