import { describe, expect, it } from 'vitest'
import { renderCard } from '../../src/cards/render-card.ts'
import { inDays, now } from '../support/builders.ts'
import { textOf } from '../support/card-reading.ts'
import { aHistory, anOwnersOnDay } from '../support/messages.ts'

describe('the history of an application', () => {
  it('says who did what and when, and who owned it under whom', () => {
    const text = textOf(renderCard(aHistory(), now))
    expect(text).toContain('Ana Ruiz approved a renewal\nStill used by payroll')
    expect(text).toContain('Keyturn sent an alert')
    expect(text).toContain('{{DATE(2026-04-26T12:00:00Z, SHORT)}}\nAna Ruiz became an owner\nManager then: Cem Aydin')
    expect(text).toContain('Bo Berg was last seen as an owner\nNo manager known')
    expect(text).toContain('Bo Berg was an owner when Keyturn first looked')
  })

  it('counts what it leaves out', () => {
    expect(textOf(renderCard(aHistory({ moreCount: 7 }), now))).toContain('and 7 more')
  })

  it('says so when nothing has happened', () => {
    expect(textOf(renderCard(aHistory({ rows: [] }), now))).toContain('Nothing has happened yet')
  })
})

describe('the owners of one day', () => {
  it('come with their address, account and manager of that time', () => {
    const text = textOf(renderCard(anOwnersOnDay(), now))
    expect(text).toContain('Owners on {{DATE(2026-04-21T12:00:00Z, SHORT)}}')
    expect(text).toContain('Ana Ruiz\nana.ruiz@contoso.example · Manager then: Cem Aydin')
    expect(text).toContain('Bo Berg\nana.ruiz@contoso.example · Account disabled · No manager known')
  })

  it.each([
    ['nobody was listed', -10, 'Nobody was listed as an owner on that day.'],
    ['the day on which Keyturn first looked', -20, 'Nobody was listed as an owner on that day.'],
    ['a day before anything is known', -21, 'That is before anything is known'],
  ])('%s', (_name, day, words) => {
    expect(textOf(renderCard(anOwnersOnDay({ owners: [], day: inDays(day) }), now))).toContain(words)
  })

  it('may have an account of which nothing is remembered', () => {
    const owners = [{ person: { personId: 'p', displayName: 'Ana Ruiz' }, account: null, manager: null }]
    expect(textOf(renderCard(anOwnersOnDay({ owners }), now))).toContain('Account not known · No manager known')
  })
})
