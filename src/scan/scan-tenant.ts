import type { Finding } from '../domain/finding.ts'
import type { Holder } from '../domain/holder.ts'
import { isOrphaned } from '../domain/person.ts'
import type { AppContext } from '../ports.ts'
import { dueCredentials, findFindings } from './find-findings.ts'
import { openEvidence } from './gather-evidence.ts'
import { joinOwners } from './read-application.ts'
import { openHolderMemory } from './remember-holders.ts'
import { rememberPeople } from './remember-people.ts'

export interface ScanResult {
  readonly applications: number
  readonly servicePrincipals: number
  readonly credentials: number
  readonly findings: readonly Finding[]
  readonly problems: readonly string[]
}

export interface ScanProgress {
  readonly applications: number
  readonly servicePrincipals: number
  readonly findings: number
}

type Powers = Pick<AppContext, 'directory' | 'holders' | 'people' | 'rotations' | 'clock' | 'policy' | 'log'>

/**
 * Reads every application and service principal, page by page, and remembers what changed. Holds in memory one short
 * fingerprint for each holder, the findings, and the service principals that have credentials of their own.
 * What cannot be read becomes a problem; the rest is still scanned.
 */
export async function scanTenant(
  ctx: Powers,
  lastPassAt: Date,
  onProgress: (progress: ScanProgress) => void,
): Promise<ScanResult> {
  const now = ctx.clock.now()
  const { alertDays } = ctx.policy
  const memory = await openHolderMemory(ctx, lastPassAt)
  const evidence = await openEvidence(ctx, now, alertDays)
  const problems: string[] = []
  const findings: Finding[] = []
  const ownerIds = new Set<string>()
  const counts = { applications: 0, servicePrincipals: 0, credentials: 0 }

  const take = async (holders: readonly Holder[]) => {
    const isDue = (holder: Holder) => dueCredentials(holder, now, alertDays).length > 0
    const seen = await memory.remember(holders, (holder) => isDue(holder) && isOrphaned(holder.owners))
    for (const holder of holders) {
      counts.credentials += holder.credentials.length
      for (const owner of holder.owners) if (owner.type === 'user') ownerIds.add(owner.personId)
      if (!isDue(holder)) continue
      const formerOwners = seen.get(holder.objectId)?.formerOwners ?? []
      findings.push(...findFindings(holder, formerOwners, await evidence.about(holder), now, alertDays))
    }
    onProgress({ ...counts, findings: findings.length })
  }

  const principals = new Map<string, Holder[]>()
  const readAllPrincipals = await attempt(problems, 'service principals', async () => {
    for await (const page of ctx.directory.servicePrincipals()) {
      counts.servicePrincipals += page.length
      const holding = page.filter((holder) => holder.credentials.length > 0)
      const owners = await ctx.directory.ownersOf(
        'servicePrincipal',
        holding.map(({ objectId }) => objectId),
      )
      for (const holder of holding) {
        const withOwners = { ...holder, owners: owners.get(holder.objectId) ?? [] }
        principals.set(holder.clientId, [...(principals.get(holder.clientId) ?? []), withOwners])
      }
      onProgress({ ...counts, findings: findings.length })
    }
  })

  const readAllApplications = await attempt(problems, 'applications', async () => {
    for await (const page of ctx.directory.applications()) {
      counts.applications += page.length
      await take(page)
      for (const application of page) {
        const own = principals.get(application.clientId)
        if (own !== undefined)
          principals.set(
            application.clientId,
            own.map((holder) => ({ ...holder, owners: joinOwners(holder.owners, application.owners) })),
          )
      }
    }
  })

  await attempt(problems, 'credentials of service principals', () => take([...principals.values()].flat()))
  await attempt(problems, 'what the last pass remembered', () => memory.flush())
  await attempt(problems, 'people', () => rememberPeople(ctx, ownerIds))
  const gaps = ctx.directory.drainProblems()
  problems.push(...gaps.sentences)
  if (readAllApplications && readAllPrincipals && !gaps.isIncomplete) {
    await attempt(problems, 'deleted applications', () => memory.forgetUnseen())
  }
  return { ...counts, findings, problems }
}

/** Runs one part of the pass; its failure is a problem of this pass, not its end. */
async function attempt(problems: string[], part: string, run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run()
    return true
  } catch (error) {
    problems.push(`Could not finish reading ${part}: ${error instanceof Error ? error.message : String(error)}`)
    return false
  }
}
