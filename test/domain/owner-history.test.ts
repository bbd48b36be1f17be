import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { followOwners, formerOwnersIn, type OwnerHistory } from '../../src/domain/owner-history.ts'
import type { Owner } from '../../src/domain/person.ts'
import type { PassTimes } from '../../src/domain/span.ts'
import { anOwner, inDays } from '../support/builders.ts'

const owner = (name: string) => anOwner({ personId: name, displayName: name })
const service: Owner = { type: 'other', objectId: 'service' }

function passOn(day: number, lastDay = day - 1, historyDays = 730): PassTimes {
  return { at: inDays(day), lastAt: inDays(lastDay), forgetBefore: inDays(day - historyDays) }
}

/** One pass a day, from day 0 on, each with the owners named by their letters. */
function historyOf(passes: readonly string[], historyDays = 730): OwnerHistory {
  const histories = passes.reduce<OwnerHistory | undefined>(
    (history, names, day) => followOwners(history, [...names].map(owner), passOn(day, day - 1, historyDays)),
    undefined,
  )
  return histories ?? { fromAt: inDays(0), spans: [] }
}

/** "a0-3" for a span of `a` from day 0 to day 3, "b2-" for one that is open. */
function inShort({ spans }: OwnerHistory): string {
  const day = (at: Date) => (at.getTime() - inDays(0).getTime()) / 86_400_000
  return spans
    .map(({ personId, fromAt, untilAt }) => `${personId}${day(fromAt)}-${untilAt === null ? '' : day(untilAt)}`)
    .join(' ')
}

describe('the owners of an application over many passes', () => {
  it.each([
    ['nobody', [''], '', ''],
    ['one who stays', ['a', 'a', 'a'], 'a0-', ''],
    ['one who leaves was last seen by the pass before', ['a', 'a', ''], 'a0-1', 'a'],
    ['one who is there for one pass only', ['a', ''], 'a0-0', 'a'],
    ['one who follows another', ['a', 'a', 'b'], 'b2- a0-1', 'a'],
    ['one who joins another', ['a', 'ab'], 'b1- a0-', ''],
    ['one who comes back has two spans and is no former owner', ['a', '', '', 'a'], 'a3- a0-0', ''],
    ['one who comes and goes twice is a former owner once', ['a', '', 'a', 'a', ''], 'a2-3 a0-0', 'a'],
    ['the most recent former owner comes first', ['ab', 'b', ''], 'b0-1 a0-0', 'ba'],
    ['two who change places', ['a', 'b', 'a', 'b'], 'b3- a2-2 b1-1 a0-0', 'a'],
  ])('%s', (_name, passes, spans, former) => {
    const history = historyOf(passes)
    expect(inShort(history)).toBe(spans)
    expect(
      formerOwnersIn(history)
        .map(({ personId }) => personId)
        .join(''),
    ).toBe(former)
  })

  it('leave service principals out, which nobody can tell anything', () => {
    expect(followOwners(undefined, [service], passOn(0)).spans).toEqual([])
  })

  it('keep a name that Entra hides for want of a permission', () => {
    const known = followOwners(undefined, [owner('a')], passOn(0))
    const hidden = { ...owner('a'), displayName: null, userPrincipalName: null, accountEnabled: null }
    expect(followOwners(known, [hidden], passOn(1))).toEqual(known)
  })

  it('forget who was last seen longer ago than history is kept, and say since when they were looked at', () => {
    const history = historyOf(['a', ...Array.from({ length: 31 }, () => 'b')], 30)
    expect(inShort(history)).toBe('b1-')
    expect(history.fromAt).toEqual(inDays(0))
  })

  it('remember no more than 300 spans of one application, the latest', () => {
    const passes = Array.from({ length: 700 }, (_, day) => (day % 2 === 0 ? 'a' : ''))
    const { spans } = historyOf(passes)
    expect(spans).toHaveLength(300)
    expect(spans[0]?.untilAt).toEqual(inDays(698))
  })

  it('stay in order when the clock is set back between two passes', () => {
    const first = followOwners(undefined, [owner('a')], passOn(10, 9))
    const left = followOwners(first, [], { at: inDays(6), lastAt: inDays(5), forgetBefore: inDays(-700) })
    const back = followOwners(left, [owner('a')], { at: inDays(7), lastAt: inDays(6), forgetBefore: inDays(-700) })
    expect(inShort(left)).toBe('a10-10')
    expect(inShort(back)).toBe('a10- a10-10')
  })
})

const lists = fc.array(
  fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd')).map((names) => names.join('')),
  {
    minLength: 1,
    maxLength: 40,
  },
)

describe('whatever happens to the owners', () => {
  it('spans of one person never overlap, and at most one is open', () => {
    fc.assert(
      fc.property(lists, (passes) => {
        const ofPerson = Map.groupBy(historyOf(passes).spans, ({ personId }) => personId)
        for (const spans of ofPerson.values()) {
          const inOrder = spans.toSorted((one, other) => one.fromAt.getTime() - other.fromAt.getTime())
          for (const [index, span] of inOrder.entries()) {
            const next = inOrder[index + 1]
            expect(span.untilAt === null).toBe(next === undefined && (passes.at(-1) ?? '').includes(span.personId))
            if (next !== undefined) expect(span.untilAt?.getTime()).toBeLessThan(next.fromAt.getTime())
            if (span.untilAt !== null) expect(span.untilAt.getTime()).toBeGreaterThanOrEqual(span.fromAt.getTime())
          }
        }
      }),
    )
  })

  it('every day gives back exactly the owners that the pass of that day saw', () => {
    fc.assert(
      fc.property(lists, (passes) => {
        const { spans } = historyOf(passes)
        for (const [day, names] of passes.entries()) {
          const at = inDays(day)
          const then = spans.filter(({ fromAt, untilAt }) => fromAt <= at && (untilAt === null || untilAt >= at))
          expect(then.map(({ personId }) => personId).toSorted()).toEqual([...names].toSorted())
        }
      }),
    )
  })

  it('what had ended before a pass is the same after it', () => {
    fc.assert(
      fc.property(lists, fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd')), (passes, names) => {
        const before = historyOf(passes)
        const now = followOwners(before, names.map(owner), passOn(passes.length))
        const ended = before.spans.filter(({ untilAt }) => untilAt !== null)
        expect(now.spans).toEqual(expect.arrayContaining(ended))
      }),
    )
  })
})
