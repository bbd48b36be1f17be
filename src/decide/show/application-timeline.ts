import type { AuditEvent } from '../../domain/audit-event.ts'
import type { HistoryRow } from '../../domain/messages/history.ts'
import { stateAt } from '../../domain/ownership.ts'
import type { SeenPerson } from '../../domain/person-history.ts'
import type { AppContext, SeenHolder } from '../../ports.ts'
import { idPattern, plainDetail } from '../destinations/plain-detail.ts'

type Powers = Pick<AppContext, 'people' | 'audit'>

/** Audit events and changes of owners as one story, newest first. `people` are those who ever owned the application. */
export async function applicationTimeline(
  ctx: Powers,
  holder: SeenHolder,
  people: ReadonlyMap<string, SeenPerson>,
): Promise<HistoryRow[]> {
  const events = await ctx.audit.about(holder.objectId)
  const nameOf = await namesIn(ctx, events, people)
  const eventRows = events.map(({ at, action, actor, detail }): HistoryRow => {
    return { is: 'event', at, action, actor, detail: plainDetail(detail, nameOf) }
  })
  return [...eventRows, ...ownerRows(holder, people)].sort((a, b) => b.at.getTime() - a.at.getTime())
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
