import { DAY_MS } from '../../domain/credential.ts'
import type { ApplicationListMessage, ApplicationRow } from '../../domain/messages/application-list.ts'
import type { NoticeMessage } from '../../domain/messages/notice.ts'
import { searchName, searchText } from '../../domain/search-name.ts'
import type { AppContext, SeenHolder } from '../../ports.ts'
import { type Actor, isAdministrator } from '../actor.ts'
import { expiringRows, holderRows } from './application-rows.ts'
import { toldAbout } from './told-about.ts'

type Powers = Pick<
  AppContext,
  'holders' | 'rotations' | 'successions' | 'approvals' | 'directory' | 'passes' | 'clock' | 'policy'
>

/** What a list card shows at most. */
const MAX_ROWS = 15
const MAX_DAYS = 3_650

/**
 * `/expiring [days] [text]`: a person's own applications and those they were told about, which a list of alerts sends
 * here for; for administrators the whole tenant's.
 */
export async function listExpiring(
  ctx: Powers & Pick<AppContext, 'cards'>,
  actor: Actor,
  words: readonly string[],
): Promise<ApplicationListMessage | NoticeMessage> {
  const [first, ...others] = words
  const hasDays = first !== undefined && /^-?\d+$/.test(first)
  const days = hasDays ? Number(first) : ctx.policy.alertDays[0]
  const typed = (hasDays ? others : words).join(' ')
  const text = searchText(typed)
  if (days < 0 || days > MAX_DAYS) return notANumberOfDays(first ?? '')

  const seesAll = await isAdministrator(ctx, actor)
  const told = seesAll ? new Set<string>() : await toldAbout(ctx, actor)
  const isWanted = (holder: SeenHolder) =>
    (seesAll || owns(actor, holder) || told.has(holder.objectId)) && searchName(holder).includes(text)
  const rows = await expiringRows(ctx, days, isWanted)
  return list(rows, {
    title: `Expiring within ${days} ${days === 1 ? 'day' : 'days'}${text === '' ? '' : `, with “${typed}” in the name`}`,
    text: `${seesAll ? 'All applications' : 'Applications that you own or were told about'}${await asOf(ctx)}`,
    emptyText: text === '' ? 'Nothing expires in that time.' : 'No application of that name expires in that time.',
  })
}

/** `/mine`: what the person owns, the soonest end of each. */
export async function listMine(ctx: Powers, actor: Actor): Promise<ApplicationListMessage> {
  const rows = await holderRows(ctx, ctx.holders.list({ ownedBy: actor.personId }))
  return list(rows, {
    title: 'Your applications',
    text: `Applications that you own${await asOf(ctx)}`,
    emptyText: 'You own no application. If one is missing here, ask an owner or administrator to assign you.',
  })
}

/** `/app` and `/rotate` with a name that fits several. */
export async function listMatches(
  ctx: Powers,
  holders: readonly SeenHolder[],
  usage: string,
): Promise<ApplicationListMessage> {
  const rows = await holderRows(ctx, holders)
  return list(rows, {
    title: 'Several applications match',
    text: `Repeat with the client ID of the one you mean: ${usage}`,
    emptyText: 'None of them is there any more.',
  })
}

/** Whether the last pass saw this person as owner; good for reading, never for acting. */
export function owns(actor: Actor, holder: SeenHolder): boolean {
  return holder.owners.some((owner) => owner.type === 'user' && owner.personId === actor.personId)
}

function list(
  rows: readonly ApplicationRow[],
  words: Pick<ApplicationListMessage, 'title' | 'text' | 'emptyText'>,
): ApplicationListMessage {
  return { is: 'list', ...words, rows: rows.slice(0, MAX_ROWS), moreCount: Math.max(0, rows.length - MAX_ROWS) }
}

async function asOf(ctx: Pick<Powers, 'passes' | 'clock'>): Promise<string> {
  const last = await ctx.passes.last()
  if (last === undefined) return '. The tenant has not been scanned yet; an administrator can start with /scan.'
  const days = Math.floor((ctx.clock.now().getTime() - last.startedAt.getTime()) / DAY_MS)
  return days === 0 ? ', as seen today.' : `, as seen ${days} ${days === 1 ? 'day' : 'days'} ago.`
}

function notANumberOfDays(typed: string): NoticeMessage {
  return {
    is: 'notice',
    tone: 'warning',
    title: 'That is no number of days',
    text: `Days go from 0 to ${MAX_DAYS}.`,
    next: '/expiring 30',
    facts: [{ label: 'You typed', value: typed }],
  }
}
