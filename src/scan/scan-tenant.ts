import type { Finding } from '../domain/finding.ts'
import type { AppContext } from '../ports.ts'
import { createPrincipals } from './hold-principals.ts'
import { openHolderMemory } from './remember-holders.ts'
import { rememberPeople } from './remember-people.ts'
import { openTally } from './tally-holders.ts'

export interface ScanResult extends ScanProgress {
  readonly credentials: number
  readonly found: readonly Finding[]
  /** Nothing was left out, so what was not found is not there. */
  readonly isComplete: boolean
  /** Holders remembered from earlier passes that Entra does not have any more; empty unless complete. */
  readonly deleted: readonly string[]
  readonly problems: readonly string[]
}

/** Counts so far. */
export interface ScanProgress {
  readonly applications: number
  readonly servicePrincipals: number
  readonly findings: number
}

type Powers = Pick<
  AppContext,
  'directory' | 'holders' | 'people' | 'rotations' | 'successions' | 'approvals' | 'clock' | 'policy' | 'log'
>

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
  const memory = await openHolderMemory(ctx, lastPassAt)
  const tally = await openTally(ctx, memory, onProgress)
  const problems: string[] = []
  const principals = createPrincipals(ctx)

  const parts = [
    await attempt(problems, 'service principals', async () => {
      for await (const page of ctx.directory.servicePrincipals()) {
        tally.servicePrincipals += page.length
        await principals.hold(page)
      }
    }),
    await attempt(problems, 'applications', async () => {
      for await (const page of ctx.directory.applications()) {
        tally.applications += page.length
        principals.learnOwners(page)
        await tally.take(page)
      }
    }),
  ]
  // Without the applications' owners, their service principals would look orphaned and their owners like former ones.
  if (parts.every(Boolean)) {
    parts.push(await attempt(problems, 'credentials of service principals', () => tally.take(principals.held())))
  }
  parts.push(await attempt(problems, 'what the last pass remembered', () => memory.flush()))
  await attempt(problems, 'people', () => rememberPeople(ctx, tally.ownerIds))

  const gaps = ctx.directory.drainProblems()
  problems.push(...gaps.sentences)
  const isComplete = parts.every(Boolean) && !gaps.isIncomplete
  return { ...tally.counts(), found: tally.found, isComplete, deleted: isComplete ? memory.unseen() : [], problems }
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
