import type { AlertDays } from '../domain/alert.ts'
import type { Holder } from '../domain/holder.ts'
import { evidenceByHolder, type Succession } from '../domain/succession.ts'
import { candidateSuccessors, proofOf, type SupersessionEvidence, successorOf } from '../domain/superseded.ts'
import type { AppContext } from '../ports.ts'
import { dueCredentials } from './find-findings.ts'

type Powers = Pick<AppContext, 'directory' | 'rotations' | 'successions' | 'approvals' | 'log'>

/** Graph allows the reports five requests in ten seconds, so one pass asks about this many applications at most. */
const MAX_LOOKUPS = 25

/** Finds out whether a credential that falls due has been replaced. Without evidence the answer is no: in doubt, alert. */
export interface EvidenceSource {
  /** What is recorded. */
  about(holder: Holder): SupersessionEvidence
  /** A later credential could be the successor of one that falls due, but nothing in our records or its dates says so. */
  isUndecided(holder: Holder): boolean
  /**
   * Asks for the sign-ins of undecided holders, those first that were asked about longest ago, so that each has its turn
   * within some passes. By objectId; absent where nothing was learned.
   */
  lookUp(undecided: readonly Holder[]): Promise<ReadonlyMap<string, SupersessionEvidence>>
}

export async function openEvidence(ctx: Powers, now: Date, alertDays: AlertDays): Promise<EvidenceSource> {
  const recorded = await recordedEvidence(ctx)
  const about = ({ objectId }: Holder) => recorded(objectId)

  return {
    about,
    isUndecided: (holder) => isUndecided(holder, about(holder), now, alertDays),

    async lookUp(undecided) {
      const found = new Map<string, SupersessionEvidence>()
      if (undecided.length === 0) return found
      const lookedAt = await ctx.successions.lookedAt()
      const since = ({ objectId }: Holder) => lookedAt.get(objectId)?.getTime() ?? 0
      const tried = new Set<string>()
      for (const holder of undecided.toSorted((a, b) => since(a) - since(b)).slice(0, MAX_LOOKUPS)) {
        // Noted in any case: one that fails each time must not keep the others from their turn.
        tried.add(holder.objectId)
        const lastSignInAt = await lastSignIns(ctx, holder.clientId)
        if (lastSignInAt === undefined) break
        const seen = { ...about(holder), lastSignInAt }
        found.set(holder.objectId, seen)
        await ctx.successions.save(provenIn(holder, seen, now, alertDays))
      }
      // Whoever is decided by now has left the list, which so never grows beyond one pass's.
      const noted = undecided.flatMap(({ objectId }) => {
        const at = tried.has(objectId) ? now : lookedAt.get(objectId)
        return at === undefined ? [] : [[objectId, at] as const]
      })
      await ctx.successions.saveLookedAt(new Map(noted))
      return found
    },
  }
}

/** What is known without asking Entra anything, by objectId. */
async function recordedEvidence(
  ctx: Pick<AppContext, 'rotations' | 'successions' | 'approvals'>,
): Promise<(objectId: string) => SupersessionEvidence> {
  const [madeByKeyturn, successions, { stillInUse }] = await Promise.all([
    ctx.rotations.successors(),
    ctx.successions.all(),
    ctx.approvals.words(),
  ])
  return evidenceByHolder({ madeByKeyturn, successions, stillInUse })
}

/** What only the sign-ins show; everything else can be told again from what is recorded. */
function provenIn(holder: Holder, evidence: SupersessionEvidence, provenAt: Date, alertDays: AlertDays): Succession[] {
  const { objectId } = holder
  return dueCredentials(holder, provenAt, alertDays).flatMap((old) => {
    const later = successorOf(old, holder.credentials, provenAt, evidence)
    if (later === undefined || proofOf(old, later, provenAt, evidence) !== 'sign-ins') return []
    return [{ objectId, oldKeyId: old.keyId, newKeyId: later.keyId, how: 'sign-ins', provenAt }]
  })
}

/** The report is a help, not a need: a tenant without it, or a bad moment, only means more alerts. */
async function lastSignIns(
  ctx: Pick<AppContext, 'directory' | 'log'>,
  clientId: string,
): Promise<ReadonlyMap<string, Date> | undefined> {
  try {
    return await ctx.directory.lastSignIns(clientId)
  } catch (error) {
    ctx.log.warn({ clientId, error: String(error) }, 'Sign-in activity of credentials could not be read')
    return undefined
  }
}

function isUndecided(holder: Holder, known: SupersessionEvidence, now: Date, alertDays: AlertDays): boolean {
  return dueCredentials(holder, now, alertDays).some(
    (old) =>
      candidateSuccessors(old, holder.credentials, now, known).length > 0 &&
      successorOf(old, holder.credentials, now, known) === undefined,
  )
}
