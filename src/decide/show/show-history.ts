import { DAY_MS } from '../../domain/credential.ts'
import type { Message } from '../../domain/messages/message.ts'
import type { NoticeMessage } from '../../domain/messages/notice.ts'
import { ownersOn } from '../../domain/ownership.ts'
import type { AppContext } from '../../ports.ts'
import { type Actor, isAdministrator } from '../actor.ts'
import { missingName, notFound } from '../application-notices.ts'
import { applicationTimeline } from './application-timeline.ts'
import { findApplications } from './find-applications.ts'
import { listMatches, owns } from './list-applications.ts'

type Powers = Pick<
  AppContext,
  | 'holders'
  | 'people'
  | 'audit'
  | 'rotations'
  | 'approvals'
  | 'successions'
  | 'directory'
  | 'passes'
  | 'clock'
  | 'policy'
>

const usage = '/history <name or client id> [YYYY-MM-DD]'
const MAX_ROWS = 20

/** `/history`: what happened to an application and who owned it, for its owners and administrators; or the owners of one day. */
export async function showHistory(ctx: Powers, actor: Actor, words: readonly string[]): Promise<Message> {
  const { name, day } = readWords(words)
  if (name === '') return missingName(usage)
  if (day !== null && !hasBegun(day, ctx.clock.now())) return noSuchDay(words.at(-1) ?? '')
  const seesAll = await isAdministrator(ctx, actor)
  const found = await findApplications(ctx, name, (holder) => seesAll || owns(actor, holder))
  const [holder, ...others] = found
  if (holder === undefined) return notFound(name)
  if (others.length > 0) return listMatches(ctx, found, usage)

  const { ownerHistory } = holder
  const people = await ctx.people.getMany(ownerHistory.spans.map(({ personId }) => personId))
  const forgottenBefore = ctx.clock.now().getTime() - ctx.policy.ownerHistoryDays * DAY_MS
  const knownFromAt = new Date(Math.max(ownerHistory.fromAt.getTime(), forgottenBefore))
  if (day !== null) {
    return { is: 'ownersOnDay', holder, day, owners: ownersOn(day, ownerHistory, people), knownFromAt }
  }
  const rows = await applicationTimeline(ctx, holder, people)
  const moreCount = Math.max(0, rows.length - MAX_ROWS)
  return { is: 'history', holder, rows: rows.slice(0, MAX_ROWS), moreCount, knownFromAt }
}

/** The day, at noon, is the last word that looks like one, so that names may have several words. An invalid date: there is no such day. */
function readWords(words: readonly string[]): { readonly name: string; readonly day: Date | null } {
  const last = words.at(-1) ?? ''
  if (words.length < 2 || !/^\d{4}-\d\d-\d\d$/.test(last)) return { name: words.join(' '), day: null }
  const noon = new Date(`${last}T12:00:00Z`)
  const exists = !Number.isNaN(noon.getTime()) && noon.toISOString().startsWith(last)
  return { name: words.slice(0, -1).join(' '), day: exists ? noon : new Date(Number.NaN) }
}

/** False for an invalid date, too. */
function hasBegun(noon: Date, now: Date): boolean {
  return noon.getTime() - DAY_MS / 2 <= now.getTime()
}

function noSuchDay(typed: string): NoticeMessage {
  return {
    is: 'notice',
    tone: 'warning',
    title: 'That is no day that can be looked up',
    text: 'Write a day that has begun as year, month and day, for example 2025-11-02.',
    next: usage,
    facts: [{ label: 'You typed', value: typed }],
  }
}
