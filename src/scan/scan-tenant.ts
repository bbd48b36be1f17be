import type { MarkedSecret } from '../domain/attempt-marker.ts'
import { DAY_MS } from '../domain/credential.ts'
import { messageOf } from '../domain/errors.ts'
import type { Finding } from '../domain/finding.ts'
import type { PassTimes } from '../domain/span.ts'
import type { AppContext } from '../ports.ts'
import { createFirstSightings } from './first-sightings.ts'
import { createPrincipals } from './hold-principals.ts'
import { openHolderMemory } from './remember-holders.ts'
import { rememberPeople } from './remember-people.ts'
import { openTally } from './tally-holders.ts'

export interface ScanResult extends ScanProgress {
  readonly credentials: number
  readonly found: readonly Finding[]
  /** Secrets that look like Keyturn's own. */
  readonly marked: readonly MarkedSecret[]
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
 * Reads every application and service principal, page by page, and remembers what changed. Holds in memory the id
 * and one short fingerprint of each holder, the findings, and the service principals that have credentials of their own.
 * What cannot be read becomes a problem; the rest is still scanned.
 */
export async function scanTenant(
  ctx: Powers,
  looks: Pick<PassTimes, 'at' | 'lastAt'>,
  onProgress: (progress: ScanProgress) => void,
): Promise<ScanResult> {
  const forgetBefore = new Date(looks.at.getTime() - ctx.policy.ownerHistoryDays * DAY_MS)
  const pass = { ...looks, forgetBefore }
  const memory = await openHolderMemory(ctx, pass)
  const tally = await openTally(ctx, memory, onProgress)
  const problems: string[] = []
  const principals = createPrincipals(ctx)
  // What clicks could not read between the passes is no gap of this one.
  ctx.directory.drainProblems()
  const firstSightings = createFirstSightings()

  const parts = [
    await attempt(problems, 'service principals', async () => {
      for await (const read of ctx.directory.servicePrincipals()) {
        const page = firstSightings(read)
        tally.servicePrincipals += page.length
        await principals.hold(page)
      }
    }),
    await attempt(problems, 'applications', async () => {
      for await (const read of ctx.directory.applications()) {
        const page = firstSightings(read)
        tally.applications += page.length
        principals.learnOwners(page)
        await tally.take(page)
      }
    }),
  ]
  const gaps = ctx.directory.drainProblems()
  const isEverythingSeen = parts.every(Boolean) && !gaps.isIncomplete
  const takePrincipals = async () => {
    const leftOut = isEverythingSeen ? 0 : await principals.recallOwners()
    if (leftOut > 0) problems.push(leftOutSentence(leftOut))
    await tally.take(principals.held())
  }
  parts.push(await attempt(problems, 'credentials of service principals', takePrincipals))
  await attempt(problems, 'which credentials were replaced', () => tally.decide())
  parts.push(await attempt(problems, 'what the last pass remembered', () => memory.flush()))
  const isComplete = parts.every(Boolean) && !gaps.isIncomplete
  const owners = { personIds: tally.ownerIds, isComplete: isComplete && tally.hiddenOwners === 0 }
  await attempt(problems, 'people', () => rememberPeople(ctx, owners, pass))

  problems.push(...gaps.sentences)
  const { found, marked } = tally
  return { ...tally.counts(), found, marked, isComplete, deleted: isComplete ? memory.unseen() : [], problems }
}

function leftOutSentence(count: number): string {
  return `Service principals left out because the owners of their applications could not be read: ${count}. The next pass tries again.`
}

/** Runs one part of the pass; its failure is a problem of this pass, not its end. */
async function attempt(problems: string[], part: string, run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run()
    return true
  } catch (error) {
    problems.push(`Could not finish reading ${part}: ${messageOf(error)}`)
    return false
  }
}
