import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ownersOn } from '../../src/domain/ownership.ts'
import type { PersonWithManager } from '../../src/domain/person.ts'
import { endPerson, followPerson, type SeenPerson } from '../../src/domain/person-history.ts'
import { aPerson, inDays } from '../support/builders.ts'

const ana = aPerson({ personId: 'ana', displayName: 'Ana Ruiz' })
const bo = { personId: 'bo', displayName: 'Bo Berg' }
const cem = { personId: 'cem', displayName: 'Cem Aydin' }
const pass = (day: number) => ({ at: inDays(day), lastAt: inDays(day - 1), forgetBefore: inDays(day - 730) })

/** One look at each of these days. */
function seenOn(looks: readonly (readonly [day: number, person: PersonWithManager])[]): SeenPerson | undefined {
  return looks.reduce<SeenPerson | undefined>((seen, [day, now]) => followPerson(seen, now, pass(day)), undefined)
}

describe('a person over many passes', () => {
  const member = { ...ana, manager: bo }
  it.each<[string, Partial<PersonWithManager>, number]>([
    ['nothing changed', {}, 1],
    ['another name', { displayName: 'Ana Ruiz-Berg' }, 1],
    ['a manager with another name', { manager: { ...bo, displayName: 'Bo B.' } }, 1],
    ['Entra does not tell the account state', { accountEnabled: null, userType: null }, 1],
    ['another address', { mail: 'ana@fabrikam.example' }, 2],
    ['no mailbox any more', { mail: null }, 2],
    ['a disabled account', { accountEnabled: false }, 2],
    ['a guest now', { userType: 'Guest' }, 2],
    ['another manager', { manager: cem }, 2],
    ['no manager', { manager: null }, 2],
  ])('%s', (_name, change, spans) => {
    const seen = seenOn([
      [0, member],
      [5, { ...member, ...change }],
    ])
    expect(seen?.spans).toHaveLength(spans)
    expect(seen?.spans[0]?.untilAt).toBeNull()
    expect(seen?.spans[1]?.untilAt ?? inDays(4)).toEqual(inDays(4))
  })

  it('is ended when it matters to no application any more, and begins anew when it comes back', () => {
    const [first] = [seenOn([[0, member]])]
    if (first === undefined) throw new Error('nothing was remembered')
    const left = endPerson(first, pass(10))
    expect(left.spans.map(({ untilAt }) => untilAt)).toEqual([inDays(9)])
    const back = followPerson(left, member, pass(20))
    expect(back.spans.map(({ fromAt, untilAt }) => [fromAt, untilAt])).toEqual([
      [inDays(20), null],
      [inDays(0), inDays(9)],
    ])
  })
})

const looks = fc.array(
  fc.option(fc.record({ accountEnabled: fc.option(fc.boolean()), manager: fc.constantFrom(bo, cem, null) })),
  { maxLength: 30 },
)

describe('whatever happens to a person', () => {
  it('spans never overlap, and each day gives back the manager whom the look of that day saw', () => {
    fc.assert(
      fc.property(looks, (states) => {
        const seen = states.reduce<SeenPerson | undefined>((before, state, day) => {
          if (state !== null) return followPerson(before, { ...ana, ...state }, pass(day))
          return before && endPerson(before, pass(day))
        }, undefined)
        const oldestFirst = (seen?.spans ?? []).toReversed()
        for (const [index, { untilAt }] of oldestFirst.entries()) {
          const next = oldestFirst[index + 1]
          if (next !== undefined) expect(untilAt?.getTime()).toBeLessThan(next.fromAt.getTime())
        }
        for (const [day, state] of states.entries()) {
          const at = inDays(day)
          const then = oldestFirst.filter(({ fromAt, untilAt }) => fromAt <= at && (untilAt === null || untilAt >= at))
          expect(then.map(({ manager }) => manager)).toEqual(state === null ? [] : [state.manager])
        }
      }),
    )
  })
})

describe('who owned an application on a day', () => {
  const history = {
    fromAt: inDays(0),
    spans: [
      { personId: 'bo', displayName: 'Bo Berg', fromAt: inDays(30), untilAt: null },
      { personId: 'ana', displayName: 'Ana Ruiz', fromAt: inDays(0), untilAt: inDays(29) },
    ],
  }
  const anaSeen = seenOn([
    [0, { ...ana, manager: bo }],
    [10, { ...ana, manager: cem }],
    [20, { ...ana, manager: cem, accountEnabled: false }],
  ])
  const people = new Map(anaSeen === undefined ? [] : [['ana', anaSeen]])

  it.each([
    [-1, []],
    [0, ['Ana Ruiz, Bo Berg, enabled']],
    [9, ['Ana Ruiz, Bo Berg, enabled']],
    [10, ['Ana Ruiz, Cem Aydin, enabled']],
    [20, ['Ana Ruiz, Cem Aydin, disabled']],
    [29, ['Ana Ruiz, Cem Aydin, disabled']],
    [30, ['Bo Berg, nobody, unknown']],
    [400, ['Bo Berg, nobody, unknown']],
  ])('day %i', (day, expected) => {
    const found = ownersOn(inDays(day), history, people).map(({ person, manager, account }) => {
      const state = account === null ? 'unknown' : account.accountEnabled ? 'enabled' : 'disabled'
      return `${person.displayName}, ${manager?.displayName ?? 'nobody'}, ${state}`
    })
    expect(found).toEqual(expected)
  })

  it('counts every hour of the day', () => {
    for (const hour of ['00:00:00.000', '23:59:59.999']) {
      const day = new Date(`${inDays(29).toISOString().slice(0, 10)}T${hour}Z`)
      expect(ownersOn(day, history, people).map(({ person }) => person.personId)).toEqual(['ana'])
    }
  })

  it('names both on a day on which one followed the other', () => {
    const spans = history.spans.map((span) => (span.untilAt === null ? { ...span, fromAt: inDays(29.2) } : span))
    expect(ownersOn(inDays(29), { ...history, spans }, people)).toHaveLength(2)
  })
})
