import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderCard } from '../../src/cards/render-card.ts'
import type { Credential } from '../../src/domain/credential.ts'
import type { ConfiguredDestination } from '../../src/domain/destination.ts'
import type { Holder } from '../../src/domain/holder.ts'
import type { Message } from '../../src/domain/messages/message.ts'
import type { PolicyLists } from '../../src/domain/messages/policy.ts'
import type { Person } from '../../src/domain/person.ts'
import { anyText } from '../support/any-text.ts'
import { aCredential, anApplication, anId, aPerson, now } from '../support/builders.ts'
import { complaintsAbout, elementsOf, elementsOfType } from '../support/card-reading.ts'
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
} from '../support/messages.ts'

const attacks = [
  '[Click](https://evil.example)',
  '![beacon](https://evil.example/i.png)',
  '<a href="https://evil.example">x</a><script>alert(1)</script>',
  '**bold** _it_ `code` # h1',
  '{{DATE(2026-01-01T00:00:00Z, SHORT)}}',
  '{{TIME(2026-01-01T00:00:00Z)}}',
  '\x24{$root.buttons[0].data.objectId}',
  '\x24{if(true, "evaluated", "")}',
  '\u202egnp.exe\u202c',
  '<at>Everyone</at>',
  '"}],"actions":[{"type":"Action.OpenUrl"}]',
  '\r\n- list\r\n1. item',
  '__proto__',
  'https://evil.example www.evil.example',
]

const hostileName = fc
  .array(fc.oneof(fc.constantFrom(...attacks), anyText({ maxLength: 12 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => `ZZ${parts.join('')}ZZ`)

/** One message of each kind, with the name in every place that somebody outside can write. */
function messagesWith(name: string): readonly Message[] {
  const holder = anApplication({ displayName: name })
  const person = aPerson({ displayName: name, mail: name, userPrincipalName: name })
  const named = { displayName: name, hint: name }
  const states = everyState.map((state) => ({
    ...state,
    ...('by' in state ? { by: person } : {}),
    ...('reason' in state ? { reason: name } : {}),
    ...('problem' in state ? { problem: name } : {}),
    ...('successor' in state ? { successor: aCredential({ ...named, startAt: now, endAt: null }) } : {}),
  }))
  const lines = states.map((state) => aLine(state, named))
  const row = aRow({ holder, credential: aCredential(named), ownerNames: [name, name], orphaned: true })
  const { lastPass } = aStatus()
  return [
    ...lines.map((line) => anApplicationMessage({ holder, owners: [person], lines: [line], news: name })),
    anApplicationMessage({ holder, lines, because: { is: 'manager', of: person } }),
    aForm('assignOwner', { holder, owners: [person], candidates: [person], problem: name, typed: { person: name } }),
    aForm('approveRenewal', { holder, lines, problem: name, typed: { reason: name, keyId: name, daysBefore: name } }),
    aForm('snooze', { holder, lines: lines.slice(0, 1), typed: { days: name } }),
    aRemoveOld({
      holder,
      old: aCredential({ ...named, endAt: now }),
      successor: aCredential({ ...named, startAt: now, endAt: null }),
    }),
    aRemoveOld({ holder, old: aCredential({ ...named, kind: 'certificate', endAt: now }), signIns: null }),
    aPolicy({ forAdministrators: policyLists(holder, person, named, name) }),
    aNotice({ title: name, text: name, next: name, facts: [{ label: name, value: name }] }),
    aList({ title: name, text: name, rows: [row] }),
    aList({ rows: [], emptyText: name }),
    ...(['awaitingNominee', 'declined', 'refused', 'awaitingApproval'] as const).flatMap((state) =>
      (['nominee', 'approver'] as const).map((role) => {
        const nomination = aNomination({
          holder,
          nominee: person,
          nominatedBy: person,
          risks: [name],
          state,
          reason: name,
        })
        return aNominationMessage({ nomination, role, lines, owners: [person] })
      }),
    ),
    anAlertList({
      rows: everyState.map((state) => anAlertRow({ holder, lines: [aLine(state, { displayName: name })] })),
    }),
    anOrphanList({
      title: name,
      text: name,
      rows: [anOrphanRow({ holder, may: ['refresh'] }), anOrphanRow({ holder, orphaned: false, ownerNames: [name] })],
    }),
    anOrphanList({ rows: [], emptyText: name }),
    anImportMessage({
      news: name,
      ownerImport: anImport({
        lines: [
          { line: 1, holder, person, outcome: null },
          { line: 2, holder, person, outcome: { is: 'failed', problem: name } },
        ],
        problems: [{ line: 3, text: name, given: name }],
      }),
    }),
    aDestinations({
      holder,
      news: name,
      problem: name,
      typed: name,
      destinations: [{ ...destination(name), addedBy: person }],
    }),
    anEnrollment({
      holder,
      news: name,
      problem: name,
      lines,
      form: { ...enrollmentForm, quiet: name, zone: name, freezes: name, before: name, soak: name, lifetime: name },
    }),
    aForm('approveRenewal', {
      holder,
      lines: lines.slice(0, 1),
      review: aReview({
        permissions: [name],
        lastRotation: { by: person, at: now },
        request: { by: person, reason: name, until: now },
      }),
    }),
    aForm('decline', { holder, lines: lines.slice(0, 1), typed: { reason: name } }),
    aHelp({ notUnderstood: name, nearest: { topic: 'see', usage: name, does: name } }),
    aDigest({ rows: [row] }),
    aHistory({
      holder,
      rows: [
        { is: 'event', at: now, action: 'renewal-approved', actor: person, detail: name },
        { is: 'ownerLeft', at: now, person, manager: person },
      ],
    }),
    anOwnersOnDay({ holder, owners: [{ person, account: person, manager: person }] }),
    aStatus({
      undelivered: [{ holder, person, reason: name }],
      lastPass: lastPass && { ...lastPass, summary: { ...lastPass.summary, problems: [name] } },
    }),
  ]
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

const enrollmentForm = { keyId: '', approval: 'never' }

function policyLists(holder: Holder, by: Person, named: Partial<Credential>, reason: string): PolicyLists {
  const word = { holder, credential: aCredential(named), by, reason }
  return {
    administrators: [by],
    exclusions: [{ holder, excludedBy: by, excludedAt: now, reason, untilAt: now }],
    snoozes: [{ ...word, untilAt: now }],
    stillInUse: [{ ...word, untilAt: null }],
  }
}

/** Types and properties of the card without what is said in it: a name may change neither. */
function shapeOf(card: object): readonly string[] {
  return elementsOf(card).map((element) => `${String(element.type)}(${Object.keys(element).sort().join()})`)
}

const plainShapes = messagesWith('ZZplainZZ').map((message) => shapeOf(renderCard(message, now).card))

describe('a hostile name', () => {
  it('changes no card but its text', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        expect(messagesWith(name).map((message) => shapeOf(renderCard(message, now).card))).toEqual(plainShapes)
      }),
      { numRuns: inCi(15, 5) },
    )
  })

  it('stands only where no Markdown is read, and starts no macro or template', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(hostileName, fc.nat(messagesWith('').length - 1), (name, index) => {
        const message = messagesWith(name)[index]
        if (message === undefined) return
        const rendered = renderCard(message, now)
        const readAsMarkdown = [
          ...elementsOfType(rendered, 'TextBlock').map(({ text }) => text),
          ...elementsOfType(rendered, 'FactSet').flatMap(({ facts }) => JSON.stringify(facts)),
        ]
        expect(readAsMarkdown.filter((text) => String(text).includes('ZZ'))).toEqual([])

        const all = JSON.stringify(rendered.card) + rendered.summary
        const ownMacros = /\{\{(DATE|TIME)\((2026-0[4-7]-\d\dT\d\d:\d\d:\d\dZ)(, SHORT)?\)\}\}/g
        expect(all.replace(ownMacros, '')).not.toMatch(/\{\{|\$\{/)
        expect(complaintsAbout(rendered)).toEqual([])
      }),
      { numRuns: inCi(500, 100) },
    )
  })

  it('is escaped in the fallback, which old clients read as Markdown', () => {
    for (const name of attacks) {
      const holder = anApplication({ displayName: name })
      const { card } = renderCard(anApplicationMessage({ holder }), now)
      const unescaped = String(elementsOf(card)[0]?.fallbackText).replace(/\\./g, '')
      expect(unescaped).not.toMatch(/[[\]()<>*_`#!{}]|:\/\/|www\.\w/)
    }
  })

  it('is replaced by a word where there is none', () => {
    const card = renderCard(
      anApplicationMessage({
        holder: anApplication({ displayName: '\u200b' }),
        owners: [aPerson({ displayName: '\u202e' })],
        lines: [aLine({ is: 'due' }, { displayName: null, keyId: 'abcdef01-0000-4000-8000-000000000000' })],
      }),
      now,
    )
    const text = JSON.stringify(card)
    expect(text).toContain('Unnamed application')
    expect(text).toContain('Unnamed client secret abcdef01')
    expect(text).toContain('Owner: Somebody')
  })
})
