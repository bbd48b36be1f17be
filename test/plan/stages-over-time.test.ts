import { describe, expect, it } from 'vitest'
import { type Stage, stageLeadsMs, type Told, toldNow } from '../../src/domain/alert.ts'
import type { Credential } from '../../src/domain/credential.ts'
import { cardKey } from '../../src/domain/situation.ts'
import { planPass } from '../../src/plan/plan-pass.ts'
import { findFindings } from '../../src/scan/find-findings.ts'
import { createSchedule } from '../../src/schedule.ts'
import { aCredential, anApplication, anOwner, aSituation, DAY_MS, inDays } from '../support/builders.ts'
import { inCi } from '../support/in-ci.ts'

const alertDays = [30, 14, 7] as const
const evidence = {
  madeByKeyturn: new Map<string, string>(),
  provenBySignIns: new Map<string, string>(),
  lastSignInAt: new Map<string, Date>(),
  stillInUse: new Map(),
}
/** A leap year with both changes of the clock in it. */
const firstPassAt = new Date('2027-12-20T05:00:00Z')

/** Passes at six in the morning in Berlin, through summer time and 29 February; `isMissed` says which did not run. */
function passesOver(days: number, isMissed: (day: number) => boolean): Date[] {
  const schedule = createSchedule('0 6 * * *', 'Europe/Berlin')
  const passes: Date[] = []
  let at: Date | null = firstPassAt
  for (let day = 0; day < days && at !== null; day += 1) {
    if (!isMissed(day)) passes.push(at)
    at = schedule.nextAfter(at)
  }
  return passes
}

interface Delivered {
  readonly at: Date
  readonly stage: Stage
}

/** What one owner is told of one credential, pass by pass. */
function told(credential: Credential, passes: readonly Date[]): Delivered[] {
  const owner = anOwner()
  const holder = anApplication({ credentials: [credential], owners: [owner] })
  const key = cardKey(holder.objectId, owner.personId)
  const delivered: Delivered[] = []
  let known: Told | undefined
  for (const now of passes) {
    const memory = known === undefined ? new Map() : new Map([[key, { [credential.keyId]: known }]])
    const findings = findFindings(holder, [], evidence, now, alertDays)
    const { notifications } = planPass(findings, aSituation({ now, told: memory }))
    expect(notifications.length).toBeLessThanOrEqual(1)
    const stage = notifications[0]?.findings[0].stage
    if (stage === undefined) continue
    delivered.push({ at: now, stage })
    known = toldNow(stage, known, now)
  }
  return delivered
}

function credentialLiving(lifeDays: number, endsInDays: number): Credential {
  const endAt = inDays(endsInDays, firstPassAt)
  return aCredential({ startAt: inDays(-lifeDays, endAt), endAt })
}

/** The stage whose time has come, by the definition and nothing else. */
function stageAt(credential: Credential, at: Date): Stage | undefined {
  const left = (credential.endAt?.getTime() ?? Number.POSITIVE_INFINITY) - at.getTime()
  const [first, second, third] = stageLeadsMs(credential, alertDays)
  if (left <= 0) return 'expired'
  return left <= third ? 'third' : left <= second ? 'second' : left <= first ? 'first' : undefined
}

const lifetimes = inCi([1, 5, 14, 30, 45, 59, 60, 90, 365, 3_650], [5, 59, 90])
const gaps: readonly (readonly [string, (day: number) => boolean])[] = [
  ['every day', () => false],
  ['every third day', (day) => day % 3 !== 0],
  ['once a week', (day) => day % 7 !== 0],
  ['with two weeks missed in each month', (day) => day % 30 >= 16],
  ['with three months missed', (day) => day > 40 && day < 130],
]

describe.each(gaps)('over 400 days with passes %s', (_, isMissed) => {
  const passes = passesOver(400, isMissed)

  it.each(lifetimes)(
    'a credential that lives for %i days is told at each stage once, late ones at the right stage',
    (life) => {
      for (const endsInDays of [-3, 1, 7, 29.96, 100.3, 390]) {
        const credential = credentialLiving(life, endsInDays)
        const delivered = told(credential, passes)
        // One card whenever a pass sees a stage that none before it saw, and no other.
        const expected: Delivered[] = []
        for (const at of passes) {
          const stage = stageAt(credential, at)
          if (stage !== undefined && stage !== expected.at(-1)?.stage) expected.push({ at, stage })
        }
        expect(delivered).toEqual(expected)
        expect(new Set(delivered.map(({ stage }) => stage)).size).toBe(delivered.length)
      }
    },
  )

  it('a credential without a known end, or one that ends in 2299, is never told', () => {
    expect(told(aCredential({ endAt: null }), passes)).toEqual([])
    expect(told(aCredential({ endAt: new Date('2299-12-31T23:59:59Z') }), passes)).toEqual([])
  })
})

describe('a credential with a short life', () => {
  it('is told at a third, a sixth and a twelfth of it', () => {
    expect(stageLeadsMs(credentialLiving(36, 36), alertDays).map((lead) => lead / DAY_MS)).toEqual([12, 6, 3])
    expect(stageLeadsMs(credentialLiving(60, 60), alertDays).map((lead) => lead / DAY_MS)).toEqual([30, 14, 7])
  })

  it('is none whose start is unknown or after its end', () => {
    expect(stageLeadsMs({ startAt: null, endAt: inDays(3) }, alertDays)[0]).toBe(30 * DAY_MS)
    expect(stageLeadsMs({ startAt: inDays(5), endAt: inDays(3) }, alertDays)[0]).toBe(30 * DAY_MS)
  })
})
