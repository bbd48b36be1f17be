import { describe, expect, it } from 'vitest'
import { renderCard } from '../../src/cards/render-card.ts'
import { inDays, now } from '../support/builders.ts'
import { buttonTitled, textOf, titlesOf } from '../support/card-reading.ts'
import { aDigest, anOrphanList, anOrphanRow } from '../support/messages.ts'

const textWith = (row: Partial<ReturnType<typeof anOrphanRow>>, minimumOwners = 1) =>
  textOf(renderCard(anOrphanList({ minimumOwners, rows: [anOrphanRow(row)] }), now))

describe('the list of applications with too few owners', () => {
  it('says in one line why an application is in it', () => {
    expect(textWith({})).toContain('Payroll export\n⚠ No reachable owner · 2 secrets, one expires in 3 days')
    expect(textWith({ secrets: 1, certificates: 1 })).toContain('1 secret and 1 certificate, one expires in 3 days')
    expect(textWith({ secrets: 1 })).toContain('1 secret, expires in 3 days')
    expect(textWith({ secrets: 0, nextEndAt: inDays(-4) })).toContain(
      'no valid credential, the last expired 4 days ago',
    )
    expect(textWith({ secrets: 0, nextEndAt: null })).toContain('no credentials')
    expect(textWith({ orphaned: false, ownerNames: ['Ana Ruiz'] }, 2)).toContain('1 of 2 owners: Ana Ruiz · 2 secrets')
  })

  it('shows the buttons of a row, about that row', () => {
    const row = anOrphanRow({ may: ['refresh'] })
    const card = renderCard(anOrphanList({ rows: [anOrphanRow(), row] }), now)
    expect(titlesOf(card)).toEqual(['Refresh'])
    expect(buttonTitled(card, 'Refresh')).toMatchObject({ verb: 'refresh', data: { objectId: row.holder.objectId } })
  })

  it('says what it left out, and so when nothing is left to do', () => {
    expect(textOf(renderCard(anOrphanList({ moreCount: 1_200 }), now))).toContain('and 1,200 more')
    const empty = textOf(renderCard(anOrphanList({ rows: [] }), now))
    expect(empty).toContain('Every application has an owner who can be reached.')
  })
})

describe('a digest', () => {
  it('counts applications below a minimum of two or more, beside those without any owner', () => {
    const text = textOf(renderCard(aDigest({ belowMinimum: { count: 12, minimumOwners: 2 } }), now))
    expect(text).toContain('2 applications without a reachable owner\n12 applications have fewer than 2 owners')
    expect(textOf(renderCard(aDigest(), now))).not.toContain('fewer than')
  })
})
