import type { AuditEvent } from '../domain/audit-event.ts'
import { DAY_MS } from '../domain/credential.ts'
import type { HistoryMessage, HistoryRow, Message, NoticeMessage, OwnersOnDayMessage } from '../domain/message.ts'
import { ownersOn, stateAt } from '../domain/ownership.ts'
import type { SeenPerson } from '../domain/person-history.ts'
import type { AppContext, SeenHolder } from '../ports.ts'
import { type Actor, isAdministrator } from './actor.ts'
import { missingName, notFound } from './application-notices.ts'
import { findApplications } from './find-applications.ts'
import { listMatches, owns } from './list-applications.ts'
import { idPattern, plainDetail } from './plain-detail.ts'

type Powers = Pick<
  AppContext,
  'holders' | 'people' | 'audit' | 'rotations' | 'directory' | 'passes' | 'clock' | 'policy'
>

const usage = '/history <name or client id> [YYYY-MM-DD]'
const MAX_ROWS = 20

/** `/history`: what happened to an application and who owned it, for its owners and administrators; or the owners of one day. */
export async function showHistory(ctx: Powers, actor: Actor, words: readonly string[]): Promise<Message> {
  const { name, day } = readWords(words)
  if (name === '') return missingName(usage)
  if (day !== null && (Number.isNaN(day.getTime()) || day.getTime() - DAY_MS > ctx.clock.now().getTime())) {
    return noSuchDay(words.at(-1) ?? '')
  }
  const seesAll = await isAdministrator(ctx, actor)
  const found = await findApplications(ctx, name, (holder) => seesAll || owns(actor, holder))
  const [holder, ...others] = found
  if (holder === undefined) return notFound(name)
  if (others.length > 0) return listMatches(ctx, found, usage)

  const people = await ctx.people.getMany(holder.ownerHistory.spans.map(({ personId }) => personId))
  return day === null ? timeline(ctx, holder, people) : ownersOnDay(ctx, holder, people, day)
}

async function timeline(
  ctx: Powers,
  holder: SeenHolder,
  people: ReadonlyMap<string, SeenPerson>,
): Promise<HistoryMessage> {
  const events = await ctx.audit.about(holder.objectId)
  const nameOf = await namesIn(ctx, events, people)
  const rows: HistoryRow[] = [
    ...events.map(({ at, action, actor, detail }) => ({
      is: 'event' as const,
      at,
      action,
      actor,
      detail: plainDetail(detail, nameOf),
    })),
    ...ownerRows(holder, people),
  ]
  const newestFirst = rows.toSorted((a, b) => b.at.getTime() - a.at.getTime())
  return {
    is: 'history',
    holder: refOf(holder),
    rows: newestFirst.slice(0, MAX_ROWS),
    moreCount: Math.max(0, rows.length - MAX_ROWS),
    knownFromAt: knownFrom(ctx, holder),
  }
}

function ownerRows({ ownerHistory }: SeenHolder, people: ReadonlyMap<string, SeenPerson>): HistoryRow[] {
  return ownerHistory.spans.flatMap(({ personId, displayName, fromAt, untilAt }): HistoryRow[] => {
    const rowAt = (is: 'ownerFound' | 'ownerCame' | 'ownerLeft', at: Date): HistoryRow => {
      const then = stateAt(at, people.get(personId))
      const person = { personId, displayName: then?.displayName ?? displayName }
      return { is, at, person, manager: then?.manager ?? null }
    }
    const began = rowAt(fromAt.getTime() === ownerHistory.fromAt.getTime() ? 'ownerFound' : 'ownerCame', fromAt)
    return untilAt === null ? [began] : [rowAt('ownerLeft', untilAt), began]
  })
}

function ownersOnDay(
  ctx: Powers,
  holder: SeenHolder,
  people: ReadonlyMap<string, SeenPerson>,
  day: Date,
): OwnersOnDayMessage {
  const owners = ownersOn(day, holder.ownerHistory, people)
  return { is: 'ownersOnDay', holder: refOf(holder), day, owners, knownFromAt: knownFrom(ctx, holder) }
}

/** People whom the events name by their id alone. */
async function namesIn(
  ctx: Pick<Powers, 'people'>,
  events: readonly AuditEvent[],
  owners: ReadonlyMap<string, SeenPerson>,
): Promise<(personId: string) => string | null> {
  const ids = new Set(events.flatMap(({ detail }) => detail.match(idPattern) ?? []))
  const others = await ctx.people.getMany([...ids].filter((id) => !owners.has(id)))
  const actors = new Map(events.flatMap(({ actor }) => (actor === null ? [] : [[actor.personId, actor]])))
  return (personId) => (owners.get(personId) ?? others.get(personId) ?? actors.get(personId))?.displayName ?? null
}

/** The day is the last word that looks like one, so that names may have several words. */
function readWords(words: readonly string[]): { readonly name: string; readonly day: Date | null } {
  const last = words.at(-1) ?? ''
  if (words.length < 2 || !/^\d{4}-\d\d-\d\d$/.test(last)) return { name: words.join(' '), day: null }
  const noon = new Date(`${last}T12:00:00Z`)
  const exists = !Number.isNaN(noon.getTime()) && noon.toISOString().startsWith(last)
  return { name: words.slice(0, -1).join(' '), day: exists ? noon : new Date(Number.NaN) }
}

function knownFrom(ctx: Pick<Powers, 'clock' | 'policy'>, { ownerHistory }: SeenHolder): Date {
  const forgottenBefore = ctx.clock.now().getTime() - ctx.policy.ownerHistoryDays * DAY_MS
  return new Date(Math.max(ownerHistory.fromAt.getTime(), forgottenBefore))
}

function refOf({ kind, objectId, clientId, displayName }: SeenHolder) {
  return { kind, objectId, clientId, displayName }
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
