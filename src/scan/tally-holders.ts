import { type MarkedSecret, markedSecrets } from '../domain/attempt-marker.ts'
import type { Finding, FormerOwner } from '../domain/finding.ts'
import type { Holder } from '../domain/holder.ts'
import { isHidden, isOrphaned, type Owner } from '../domain/person.ts'
import type { SupersessionEvidence } from '../domain/superseded.ts'
import type { AppContext } from '../ports.ts'
import { dueCredentials, findFindings } from './find-findings.ts'
import { openEvidence } from './gather-evidence.ts'
import type { HolderMemory } from './remember-holders.ts'
import type { ScanProgress } from './scan-tenant.ts'

type Powers = Pick<AppContext, 'directory' | 'rotations' | 'successions' | 'approvals' | 'clock' | 'policy' | 'log'>

/** What a scan has seen so far. */
export interface Tally {
  applications: number
  servicePrincipals: number
  readonly found: Finding[]
  readonly marked: MarkedSecret[]
  /** Without those of whom Entra shows nothing: whoever may not see them as owners may not read them either. */
  readonly ownerIds: Set<string>
  hiddenOwners: number
  /** Remembers one page of holders and finds what needs attention among them. */
  take(holders: readonly Holder[]): Promise<void>
  /** Finds what needs attention among those that only their sign-ins decide; once, when all holders were taken. */
  decide(): Promise<void>
  counts(): ScanProgress & { readonly credentials: number }
}

export async function openTally(
  ctx: Powers,
  memory: HolderMemory,
  onProgress: (progress: ScanProgress) => void,
): Promise<Tally> {
  const now = ctx.clock.now()
  const { alertDays } = ctx.policy
  const evidence = await openEvidence(ctx, now, alertDays)
  const undecided: { readonly holder: Holder; readonly formerOwners: readonly FormerOwner[] }[] = []
  let credentials = 0

  const countOwners = (owners: readonly Owner[]) => {
    for (const owner of owners) {
      if (owner.type !== 'user') continue
      if (isHidden(owner)) tally.hiddenOwners += 1
      else tally.ownerIds.add(owner.personId)
    }
  }

  const tally: Tally = {
    applications: 0,
    servicePrincipals: 0,
    found: [],
    marked: [],
    ownerIds: new Set(),
    hiddenOwners: 0,

    async take(holders) {
      const isDue = (holder: Holder) => dueCredentials(holder, now, alertDays).length > 0
      const seen = await memory.remember(holders, (holder) => isDue(holder) && isOrphaned(holder.owners))
      for (const holder of holders) {
        credentials += holder.credentials.length
        countOwners(holder.owners)
        tally.marked.push(...markedSecrets(holder))
        if (!isDue(holder)) continue
        const formerOwners = seen.get(holder.objectId)?.formerOwners ?? []
        if (evidence.isUndecided(holder)) undecided.push({ holder, formerOwners })
        else tally.found.push(...findFindings(holder, formerOwners, evidence.about(holder), now, alertDays))
      }
      onProgress(tally.counts())
    },

    async decide() {
      let seen: ReadonlyMap<string, SupersessionEvidence> = new Map()
      try {
        seen = await evidence.lookUp(undecided.map(({ holder }) => holder))
      } finally {
        // Without the evidence they are alerts all the same.
        for (const { holder, formerOwners } of undecided) {
          const known = seen.get(holder.objectId) ?? evidence.about(holder)
          tally.found.push(...findFindings(holder, formerOwners, known, now, alertDays))
        }
        onProgress(tally.counts())
      }
    },

    counts: () => ({
      applications: tally.applications,
      servicePrincipals: tally.servicePrincipals,
      credentials,
      findings: tally.found.length,
    }),
  }
  return tally
}
