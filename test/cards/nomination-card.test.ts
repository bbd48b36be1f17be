import { describe, expect, it } from 'vitest'
import { renderCard } from '../../src/cards/render-card.ts'
import type { NominationState } from '../../src/domain/nomination.ts'
import { aPerson, inDays, now } from '../support/builders.ts'
import { buttonsOf, textOf } from '../support/card-reading.ts'
import { aForm, aNomination, aNominationMessage } from '../support/messages.ts'

describe('the question to a nominee', () => {
  it('says who named them, what they could do with it, what expires, and until when to answer', () => {
    const card = renderCard(aNominationMessage(), now)
    const text = textOf(card)
    expect(text).toContain('Will you own this application?')
    expect(text).toContain('Cem Aydin named you as its owner.')
    expect(text).toContain('change users, groups and most of the directory')
    expect(text).toContain('Expires in 6 days')
    expect(text).toMatch(/Please answer by \{\{DATE/)
    expect(buttonsOf(card).map(({ title }) => title)).toEqual(['Accept', 'Decline'])
    expect(text).toMatch(/accept [0-9a-f-]{36}/)
  })

  it('says when nobody knows what an owner could do', () => {
    const nomination = aNomination({ risks: [], isRiskUnknown: true })
    expect(textOf(renderCard(aNominationMessage({ nomination }), now))).toContain('could not be read')
  })
})

describe('the question to an administrator', () => {
  it('names both people, and offers to approve or decline', () => {
    const nomination = aNomination({ state: 'awaitingApproval' })
    const card = renderCard(aNominationMessage({ nomination, role: 'approver' }), now)
    expect(textOf(card)).toContain('Cem Aydin named Ana Ruiz as a new owner.')
    expect(buttonsOf(card).map(({ title }) => title)).toEqual(['Approve', 'Decline'])
  })
})

describe('a settled question', () => {
  const states: readonly NominationState[] = [
    'accepting',
    'accepted',
    'declined',
    'refused',
    'expired',
    'withdrawn',
    'failed',
  ]
  it.each(states)('that is %s is one line without buttons', (state) => {
    const nomination = aNomination({ state, reason: 'not mine' })
    const card = renderCard(aNominationMessage({ nomination }), now)
    expect(buttonsOf(card)).toEqual([])
    expect(textOf(card)).not.toContain('Please answer')
  })
})

describe('the form for a new owner', () => {
  it('offers likely people with the evidence, and to hand over where the reader is an owner', () => {
    const evidence = [{ is: 'madeCredential', at: inDays(-3) }, { is: 'ownsSameService' }] as const
    const candidates = [{ ...aPerson({ displayName: 'Bo Berg', mail: 'bo@contoso.example' }), evidence }]
    const card = JSON.stringify(renderCard(aForm('assignOwner', { candidates, mayHandOver: true }), now).card)
    expect(card).toContain('added a credential on April 28, 2026, owns an application of the same service')
    expect(card).toContain('"id":"handOver"')
    expect(JSON.stringify(renderCard(aForm('assignOwner', { candidates }), now).card)).not.toContain('handOver')
  })
})
