import { describe, expect, it } from 'vitest'
import { renderCard } from '../../src/cards/render-card.ts'
import type { ConfiguredDestination } from '../../src/domain/destination.ts'
import type { Holder } from '../../src/domain/holder.ts'
import type { Message } from '../../src/domain/messages/message.ts'
import type { PolicyLists } from '../../src/domain/messages/policy.ts'
import type { Person } from '../../src/domain/person.ts'
import { aCredential, anApplication, anId, aPerson, inDays, now } from '../support/builders.ts'
import { buttonTitled, bytesOf, elementsOfType, offeredBy, textOf } from '../support/card-reading.ts'
import { inCi } from '../support/in-ci.ts'
import {
  aDestinations,
  aDigest,
  aForm,
  aHelp,
  aHistory,
  aLine,
  aList,
  aNomination,
  aNominationMessage,
  aNotice,
  anAlertList,
  anAlertRow,
  anApplicationMessage,
  anEnrollment,
  anImport,
  anImportMessage,
  anOrphanList,
  anOrphanRow,
  anOwnersOnDay,
  aPolicy,
  aRemoveOld,
  aReview,
  aRow,
  aStatus,
  everyState,
  stateNamed,
} from '../support/messages.ts'

const longNames = [
  'x'.repeat(100),
  '"'.repeat(100),
  '\\'.repeat(1_000),
  '東'.repeat(200),
  '🇩🇪'.repeat(150),
  `e${'\u0301'.repeat(3)}`.repeat(100),
]

function times<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

function biggestMessages(name: string): readonly Message[] {
  const holder = anApplication({ displayName: name })
  const person = aPerson({ displayName: name, mail: name })
  const lineIn = (state: (typeof everyState)[number]) =>
    aLine({ ...state, ...('problem' in state ? { problem: name.repeat(9) } : {}) }, { displayName: name, hint: name })
  const lines = times(60, (index) => lineIn(everyState[index % everyState.length] ?? { is: 'due' }))
  const rotated = { ...stateNamed('rotated'), by: person }
  const people = times(60, () => person)
  const rows = times(60, () =>
    aRow({ holder, credential: aCredential({ displayName: name }), ownerNames: times(60, () => name) }),
  )
  const { lastPass } = aStatus()
  return [
    anApplicationMessage({ holder, owners: people, lines, orphaned: true, dryRun: true, news: name.repeat(9) }),
    anApplicationMessage({ holder, lines: times(60, () => aLine(rotated, { displayName: name })) }),
    aForm('assignOwner', { holder, owners: people, candidates: people, problem: name, typed: { person: name } }),
    aForm('approveRenewal', { holder, lines, problem: name.repeat(9), typed: { reason: name.repeat(20) } }),
    aForm('snooze', { holder, lines }),
    aRemoveOld({ holder, old: aCredential({ displayName: name }), successor: aCredential({ displayName: name }) }),
    aPolicy({ forAdministrators: fullLists(holder, person, name) }),
    aNotice({ title: name, text: name.repeat(20), facts: times(60, () => ({ label: name, value: name })) }),
    aList({ title: name, rows, moreCount: 50 }),
    aNominationMessage({
      lines,
      owners: people,
      nomination: aNomination({ holder, nominee: person, nominatedBy: person, risks: times(60, () => name) }),
    }),
    anAlertList({ rows: times(60, () => anAlertRow({ holder, lines, because: { is: 'manager', of: person } })) }),
    anImportMessage({
      news: name.repeat(9),
      ownerImport: anImport({
        lines: times(60, (line) => ({ line, holder, person, outcome: null })),
        problems: times(60, (line) => ({ line, text: name.repeat(9), given: name })),
      }),
    }),
    anOrphanList({ rows: times(60, () => anOrphanRow({ holder, may: ['refresh', 'refresh'] })), moreCount: 9 }),
    aDestinations({
      holder,
      news: name.repeat(9),

      destinations: times(99, () => destination(name)),
    }),
    anEnrollment({ holder, lines, news: name.repeat(9) }),
    aForm('decline', {
      holder,
      lines,
      review: aReview({
        permissions: times(60, () => name),
        request: { by: person, reason: name.repeat(9), until: now },
      }),
    }),
    aHelp({ commands: times(60, () => ({ topic: 'see', usage: name, does: name.repeat(9) })), notUnderstood: name }),
    aDigest({ rows }),
    aHistory({
      holder,
      rows: times(60, () => ({ is: 'event', at: now, action: 'snoozed', actor: person, detail: name.repeat(9) })),
      moreCount: 1_000,
    }),
    anOwnersOnDay({ holder, owners: times(60, () => ({ person, account: person, manager: person })) }),
    aStatus({
      undelivered: times(60, () => ({ holder, person, reason: name.repeat(9) })),
      lastPass: lastPass && {
        ...lastPass,
        summary: { ...lastPass.summary, problems: times(60, () => name.repeat(9)) },
      },
    }),
  ]
}

function fullLists(holder: Holder, by: Person, name: string): PolicyLists {
  const word = { holder, credential: aCredential({ displayName: name }), by, reason: name.repeat(9), untilAt: now }
  return {
    administrators: times(60, () => by),
    exclusions: times(60, () => ({ ...word, excludedBy: by, excludedAt: now })),
    snoozes: times(60, () => word),
    stillInUse: times(60, () => word),
  }
}

function destination(name: string): ConfiguredDestination {
  return {
    destinationId: anId(),
    objectId: anId(),
    position: 0,
    isRequired: true,
    target: { kind: 'runbook', accountId: name, runbook: name },
    addedBy: aPerson({ displayName: name }),
    addedAt: now,
  }
}

describe('a card of the largest message', () => {
  // In the inner loop those that take the most room.
  it.each(inCi(longNames, longNames.slice(3, 5)))('stays within 25 KB whatever the names are made of (%#)', (name) => {
    for (const message of biggestMessages(name)) {
      expect(bytesOf(renderCard(message, now)), message.is).toBeLessThanOrEqual(25 * 1024)
    }
  })

  it.each(inCi(longNames, longNames.slice(3, 5)))(
    'shows and opens every application of a full list of alerts, in any state (%#)',
    (name) => {
      for (const state of everyState) {
        const person = aPerson({ displayName: name })
        const told = {
          ...state,
          ...('problem' in state ? { problem: name.repeat(9) } : {}),
          by: person,
        } as typeof state
        const rows = times(15, () =>
          anAlertRow({
            holder: anApplication({ displayName: name }),
            lines: times(9, () => aLine(told, { displayName: name })),
            because: { is: 'nextManager', of: person },
          }),
        )
        const card = renderCard(anAlertList({ rows, dryRun: true }), now)
        expect(bytesOf(card), state.is).toBeLessThanOrEqual(25 * 1024)
        expect(elementsOfType(card, 'ColumnSet')).toHaveLength(15)
        const opens = ['rotated', 'removed', 'gone'].includes(state.is) ? 0 : 15
        expect(elementsOfType(card, 'ActionSet')).toHaveLength(opens)
      }
    },
  )

  it('says how many rows it leaves out', () => {
    const card = renderCard(aList({ rows: times(1_000, () => aRow()), moreCount: 50 }), now)
    const shown = elementsOfType(card, 'ColumnSet').length
    expect(shown).toBeGreaterThanOrEqual(10)
    expect(textOf(card)).toContain(`and ${(1_050 - shown).toLocaleString('en-US')} more`)
  })

  it('shows the most urgent of 600 credentials and offers them first', () => {
    const urgent = aLine({ is: 'due' }, { displayName: 'the urgent one', endAt: inDays(1) })
    const lines = [...times(599, () => aLine({ is: 'due' }, { endAt: inDays(25) })), urgent]
    const card = renderCard(anApplicationMessage({ lines }), now)
    expect(textOf(card)).toContain('the urgent one')
    expect(textOf(card)).toContain('and 595 more')
    expect(offeredBy(card, 'keyId')[0]).toBe(urgent.credential.keyId)
    expect(buttonTitled(card, 'Rotate')).toMatchObject({ associatedInputs: 'auto' })
  })

  it('cuts no list that fits', () => {
    expect(textOf(renderCard(aList({ rows: times(8, () => aRow()) }), now))).not.toMatch(/and \d+ more/)
  })
})
