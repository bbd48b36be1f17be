import { approversFor } from '../../decide/rotation/choose-approvers.ts'
import type { Announcement } from '../../domain/announcement.ts'
import { type Ask, afterAsking, nextAsk } from '../../domain/ask.ts'
import type { HolderRef } from '../../domain/holder.ts'
import type { PersonRef } from '../../domain/person.ts'
import { sendCard } from '../../notify/send-card.ts'
import { updateCards } from '../../notify/update-cards.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'
import { readApplication } from '../../scan/read-application.ts'
import { requestNotice } from './request-notice.ts'
import { runAnnouncements } from './run-announcements.ts'

/** A worker that dies while it asks is followed by another one after this; whoever was asked already is asked again. */
const ASKING_MS = 2 * 60_000

/** What a second person is asked for: where it is stored, and how it ends without an answer. */
export interface Matter {
  readonly id: string
  readonly what: 'rotation' | 'removal'
  readonly holder: HolderRef
  readonly ask: Ask
  /** Undefined: somebody else was first. */
  keep(ask: Ask, announcement: Announcement | null): Promise<Matter | undefined>
  expire(): Promise<void>
  /** Ends it where its reason has gone. True: it has. */
  endIfMoot(application: CurrentApplication | undefined): Promise<boolean>
}

/** One look at one request: asks, reminds, asks the next in line, and ends what nobody has answered. */
export async function runAsk(ctx: AppContext, matter: Matter): Promise<void> {
  const { ask, holder } = matter
  const now = ctx.clock.now()
  if (now >= ask.expiresAt) return matter.expire()
  if (ask.askingUntilAt !== null && now < ask.askingUntilAt) return
  const application = await readApplication(ctx, holder.kind, holder.objectId)
  if ((await matter.endIfMoot(application)) || application === undefined) return

  const next = nextAsk(ask, await approversFor(ctx, application.holder, ask.requestedBy), now)
  if (next === undefined) return
  const isNewlyAlone = next.aloneSinceAt !== null && ask.aloneSinceAt === null
  const askingUntilAt = next.waiting.length > 0 ? new Date(now.getTime() + ASKING_MS) : null
  // Stored first: whoever has the question may answer it at once.
  const claimed = await matter.keep({ ...next, askingUntilAt }, isNewlyAlone ? nobodyThere(matter, now) : null)
  if (claimed === undefined) return
  // Before the questions, whose news an update would take away. A second try for a few changes nothing on the cards.
  if (idsOf(next.approvers) !== idsOf(ask.approvers) || isNewlyAlone) await showEverywhere(ctx, holder)
  if (isNewlyAlone) await runAnnouncements(ctx)
  if (next.waiting.length === 0) return

  const after = await claimed.keep(await sendQuestions(ctx, claimed, ask), null)
  if (after !== undefined && after.ask.approvers.length === 0) await runAsk(ctx, after)
}

/** The ask as it is after everybody who is waiting was sent the card; `before` tells who is only reminded. */
async function sendQuestions(ctx: AppContext, { what, holder, ask }: Matter, before: Ask): Promise<Ask> {
  const application = await readApplication(ctx, holder.kind, holder.objectId)
  if (application === undefined) return { ...ask, askingUntilAt: null }
  const cards = await ctx.cards.about(holder.objectId)
  const throttled: string[] = []
  const unreachable: string[] = []
  for (const person of ask.approvers) {
    const { personId } = person
    if (!ask.waiting.includes(personId)) continue
    const knows = before.approvers.some((one) => one.personId === personId) && !before.waiting.includes(personId)
    const news = knows
      ? `A reminder: this ${what} still waits for an answer.`
      : `Please look: a ${what} waits for a second person.`
    // Whoever has a right of their own keeps it on the card; the state of the credential says what is asked.
    const own = cards.find((card) => card.person.personId === personId)?.because
    const isOwner = application.holder.owners.some((owner) => owner.type === 'user' && owner.personId === personId)
    const because = own ?? (isOwner ? null : ({ is: 'approver', of: ask.requestedBy } as const))
    const result = await sendCard(ctx, application, person, because, news)
    if (result.ok) continue
    const isPassing = result.reason === 'throttled' || result.reason === 'unreachable'
    if (isPassing) throttled.push(personId)
    else unreachable.push(personId)
  }
  return afterAsking(ask, throttled, unreachable)
}

/** Nobody has approved or removed anything: every card shows it, and whoever asked is told why. */
export async function tellWhoAsked(ctx: AppContext, { what, holder, ask }: Matter, text: string): Promise<void> {
  await showEverywhere(ctx, holder)
  if (ask.requestedBy === null) return
  const title = what === 'rotation' ? 'The rotation was not approved' : 'The removal was not approved'
  await ctx.messenger.send(ask.requestedBy.personId, requestNotice(title, text, holder))
}

async function showEverywhere(ctx: AppContext, holder: HolderRef): Promise<void> {
  const application = await readApplication(ctx, holder.kind, holder.objectId)
  if (application !== undefined) await updateCards(ctx, application)
}

function nobodyThere({ id, what, holder, ask }: Matter, at: Date): Announcement {
  const who = ask.requestedBy === null ? 'The schedule' : (ask.requestedBy.displayName ?? 'Somebody')
  return {
    announcementId: `alone.${id}.${at.getTime()}`,
    holder,
    title: 'Nobody can be asked',
    text: `${who} wants a ${what} that a second person has to agree to, and there is no other owner, no manager and no other administrator whom Keyturn can reach.`,
    by: ask.requestedBy,
    at,
  }
}

function idsOf(people: readonly PersonRef[]): string {
  return people.map(({ personId }) => personId).join()
}
