import { describe, expect, it } from 'vitest'
import { type Ask, afterAsking, newAsk, nextAsk } from '../../src/domain/ask.ts'
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
