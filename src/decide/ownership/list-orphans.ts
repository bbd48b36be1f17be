import type { NoticeMessage } from '../../domain/messages/notice.ts'
import type { OrphanListMessage } from '../../domain/messages/orphan-list.ts'
import { byOwnerRisk, type OwnerGap, ownerGapOf } from '../../domain/owner-gap.ts'
import { searchName, searchText } from '../../domain/search-name.ts'
import type { AppContext, SeenHolder } from '../../ports.ts'
import { type Actor, isAdministrator } from '../actor.ts'
import { owns } from '../show/list-applications.ts'
import { toldAbout } from '../show/told-about.ts'

type Powers = Pick<AppContext, 'holders' | 'cards' | 'directory' | 'clock' | 'policy'>

const MAX_ROWS = 15

/** `/orphans [text]`: applications with too few owners; an owner's own, for administrators the whole tenant's. */
export async function listOrphans(
  ctx: Powers,
  actor: Actor,
  words: readonly string[],
): Promise<OrphanListMessage | NoticeMessage> {
  const text = searchText(words.join(' '))
  const seesAll = await isAdministrator(ctx, actor)
  const told = seesAll ? new Set<string>() : await toldAbout(ctx, actor)
  const maySee = (holder: SeenHolder) =>
    seesAll || owns(actor, holder) || (holder.orphaned && told.has(holder.objectId))
  const gaps = await ownerGaps(ctx, (holder) => maySee(holder) && searchName(holder).includes(text))
  const isConcerned = seesAll || told.size > 0 || gaps.length > 0 || (await ownsAny(ctx, actor))
  if (!isConcerned) return nothingOfYours
  const { minimumOwners } = ctx.policy
  return {
    is: 'orphans',
    title: minimumOwners > 1 ? `Applications with fewer than ${minimumOwners} owners` : 'Applications without an owner',
    text: seesAll ? 'All applications, riskiest first' : 'Applications that you own or were told about, riskiest first',
    emptyText: emptyText(text, seesAll, minimumOwners),
    minimumOwners,
    rows: gaps.slice(0, MAX_ROWS).map((gap) => ({
      ...gap,
      // Whoever owns it has nothing to claim.
      may: gap.orphaned ? ['claim', 'open'] : ['open'],
    })),
    moreCount: Math.max(0, gaps.length - MAX_ROWS),
  }
}

/**
 * Applications with too few owners as the last pass saw them, riskiest first. An application and its service principal
 * are one matter, told by the riskier of the two.
 */
export async function ownerGaps(
  ctx: Pick<Powers, 'holders' | 'clock' | 'policy'>,
  wants: (holder: SeenHolder) => boolean,
): Promise<OwnerGap[]> {
  const now = ctx.clock.now()
  const gaps: OwnerGap[] = []
  const ownersBelow = Math.max(1, ctx.policy.minimumOwners)
  for await (const seen of ctx.holders.list({ ownersBelow })) {
    const gap = wants(seen) ? ownerGapOf(seen, ctx.policy, now) : undefined
    if (gap !== undefined) gaps.push(gap)
  }
  const told = new Set<string>()
  return gaps.toSorted(byOwnerRisk).filter(({ holder: { clientId } }) => !told.has(clientId) && told.add(clientId))
}

async function ownsAny({ holders }: Pick<Powers, 'holders'>, { personId }: Actor): Promise<boolean> {
  for await (const _ of holders.list({ ownedBy: personId })) return true
  return false
}

function emptyText(text: string, seesAll: boolean, minimumOwners: number): string {
  if (text !== '') return 'No application of that name lacks an owner.'
  const enough = minimumOwners > 1 ? `at least ${minimumOwners} owners` : 'an owner who can be reached'
  return seesAll ? `Every application has ${enough}.` : `Every application that you own has ${enough}.`
}

const nothingOfYours: NoticeMessage = {
  is: 'notice',
  tone: 'neutral',
  title: 'You own no application',
  text: 'This list shows owners which of their applications need another owner, and administrators every application without one. If an application should be yours, ask an administrator to assign you.',
  next: '/mine',
  facts: [],
}
