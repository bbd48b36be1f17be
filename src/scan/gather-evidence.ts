import type { AlertDays } from '../domain/alert.ts'
import type { Holder } from '../domain/holder.ts'
import { candidateSuccessors, type SupersessionEvidence, successorOf } from '../domain/superseded.ts'
import type { AppContext } from '../ports.ts'
import { dueCredentials } from './find-findings.ts'

/** Graph allows the reports five requests in ten seconds, so one pass asks about this many applications at most. */
const MAX_LOOKUPS = 25

/** Finds out whether a credential that falls due has been replaced. Without evidence the answer is no: in doubt, alert. */
export interface EvidenceSource {
  about(holder: Holder): Promise<SupersessionEvidence>
}

export async function openEvidence(
  ctx: Pick<AppContext, 'directory' | 'rotations' | 'log'>,
  now: Date,
  alertDays: AlertDays,
): Promise<EvidenceSource> {
  const madeByKeyturn = await ctx.rotations.successors()
  const byRecords: SupersessionEvidence = { madeByKeyturn, lastSignInAt: new Map() }
  let lookupsLeft = MAX_LOOKUPS

  return {
    async about(holder) {
      if (lookupsLeft === 0 || !isUndecided(holder, byRecords, now, alertDays)) return byRecords
      lookupsLeft -= 1
      const lastSignInAt = await lastSignIns(ctx, holder.clientId)
      if (lastSignInAt === undefined) lookupsLeft = 0
      return lastSignInAt === undefined ? byRecords : { madeByKeyturn, lastSignInAt }
    },
  }
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

/** A later credential could be the successor of one that falls due, but nothing in our records or its dates says so. */
function isUndecided(holder: Holder, known: SupersessionEvidence, now: Date, alertDays: AlertDays): boolean {
  return dueCredentials(holder, now, alertDays).some(
    (old) =>
      candidateSuccessors(old, holder.credentials, now).length > 0 &&
      successorOf(old, holder.credentials, now, known) === undefined,
  )
}
