import { describe, expect, it } from 'vitest'
import { type Ask, afterAsking, askDueAt, newAsk, nextAsk } from '../../src/domain/ask.ts'
import { aPerson, inDays, now } from '../support/builders.ts'

const [ana, ben, boss, admin] = ['Ana', 'Ben', 'Boss', 'Admin'].map((displayName) => {
  const { personId } = aPerson()
  return { personId, displayName }
})
if (!ana || !ben || !boss || !admin) throw new Error('four people')
const groups = [[ana, ben], [boss], [admin]]
const fresh = newAsk(aPerson(), now, 72)

/** After everybody who waits was reached. */
function reached(ask: Ask | undefined): Ask {
  if (ask === undefined) throw new Error('nobody was asked')
  return afterAsking(ask, [], [])
}

describe('who is asked to agree', () => {
  it('is the first group, once', () => {
    const first = nextAsk(fresh, groups, now)
    expect(first).toMatchObject({ approvers: [ana, ben], waiting: [ana.personId, ben.personId] })
    expect(nextAsk(reached(first), groups, inDays(1))).toBeUndefined()
  })

  it('is everybody when half of the time is over, and nobody twice after that', () => {
    const asked = reached(nextAsk(fresh, groups, now))
    const later = inDays(1.5)
    const reminded = nextAsk(asked, groups, later)
    expect(reminded).toMatchObject({ approvers: [ana, ben, boss, admin], remindedAt: later })
    expect(reminded?.waiting).toHaveLength(4)
    expect(nextAsk(reached(reminded), groups, inDays(2))).toBeUndefined()
  })

  it('is somebody else in place of who has left', () => {
    const asked = reached(nextAsk(fresh, [[ana], [boss], [admin]], now))
    expect(nextAsk(asked, [[boss], [admin]], now)).toMatchObject({ approvers: [boss], waiting: [boss.personId] })
  })

  it('is somebody else in place of who cannot be reached, and once more who was throttled', () => {
    const first = nextAsk(fresh, groups, now) ?? fresh
    const throttled = afterAsking(first, [ana.personId], [ben.personId])
    expect(nextAsk(throttled, groups, now)).toMatchObject({ approvers: [ana], waiting: [ana.personId] })
    const inVain = afterAsking(first, [], [ana.personId, ben.personId])
    expect(nextAsk(inVain, groups, now)).toMatchObject({ approvers: [boss], waiting: [boss.personId] })
  })

  it('is one person once, in whatever groups they are', () => {
    expect(nextAsk(fresh, [[ana], [ana]], inDays(2))?.approvers).toEqual([ana])
  })

  it('is nobody where nobody is there: that is noticed once, until somebody comes', () => {
    const alone = nextAsk(fresh, [], now)
    expect(alone).toMatchObject({ approvers: [], aloneSinceAt: now })
    expect(nextAsk(reached(alone), [], inDays(1))).toBeUndefined()
    expect(nextAsk(reached(alone), [[ana]], inDays(1))).toMatchObject({ approvers: [ana], aloneSinceAt: null })
  })
})

describe('the next moment at which a request needs a look', () => {
  it('is now until everybody was reached, then half-time, then its end', () => {
    expect(askDueAt(fresh)).toEqual(now)
    const first = nextAsk(fresh, groups, now)
    if (first === undefined) throw new Error('nobody was asked')
    expect(askDueAt({ ...first, askingUntilAt: inDays(0.1) })).toEqual(inDays(0.1))
    expect(askDueAt(afterAsking(first, [ana.personId], []))).toEqual(now)
    expect(askDueAt(reached(first))).toEqual(inDays(1.5))
    expect(askDueAt(reached(nextAsk(reached(first), groups, inDays(1.5))))).toEqual(inDays(3))
  })

  it('is half-time too where nobody can be asked', () => {
    const alone = nextAsk(fresh, [], now)
    expect(alone && askDueAt(alone)).toEqual(inDays(1.5))
  })
})
