import { describe, expect, it } from 'vitest'
import { renderCard } from '../../src/cards/render-card.ts'
import type { Message } from '../../src/domain/messages/message.ts'
import { aCredential, inDays, now } from '../support/builders.ts'
import { buttonsOf, bytesOf, complaintsAbout, elementsOf, textOf, titlesOf } from '../support/card-reading.ts'
import {
  aDestinations,
  aDigest,
  aForm,
  aHelp,
  aHistory,
  aLine,
  aList,
  aNotice,
  anApplicationMessage,
  anEnrollment,
  anOwnersOnDay,
  aPolicy,
  aRemoveOld,
  aReview,
  aStatus,
  everyState,
} from '../support/messages.ts'

const stableTitles = [
  'Rotate',
  'Assign new owner',
  'Approve renewal',
  'Snooze',
  'Confirm deployed',
  'Remove old',
  'Still in use',
  'Refresh',
  'Back',
  'Open',
  'Decline',
  'Undo',
  'Add destination',
  'Remove destination',
  'Save',
  'Switch off',
  'Not needed any more',
]

const samples: readonly (readonly [string, Message])[] = [
  ...everyState.map((state) => [`application, ${state.is}`, anApplicationMessage({ lines: [aLine(state)] })] as const),
  ['application, every state at once', anApplicationMessage({ lines: everyState.map((state) => aLine(state)) })],
  ['destinations', aDestinations()],
  ['destinations, none', aDestinations({ destinations: [], mayChange: false })],
  ['unattended, on', anEnrollment()],
  ['unattended, off', anEnrollment({ enrollment: null, status: null })],
  ['review', aForm('approveRenewal', { review: aReview() })],
  ['not needed', aRemoveOld({ successor: null })],
  ['decline', aForm('decline', { review: aReview() })],
  ['application without credentials', anApplicationMessage({ lines: [] })],
  ['application, all banners', anApplicationMessage({ dryRun: true, orphaned: true, news: 'Asked to rotate.' })],
  ['assign owner', aForm('assignOwner')],
  ['approve renewal', aForm('approveRenewal', { lines: [aLine(), aLine()], problem: 'Give a reason.' })],
  ['snooze', aForm('snooze')],
  ['snooze with nothing to choose', aForm('snooze', { lines: [] })],
  ['remove old', aRemoveOld()],
  ['remove old, without a report', aRemoveOld({ signIns: null, dryRun: true })],
  ['remove old certificate', aRemoveOld({ old: aCredential({ kind: 'certificate' }) })],
  ['policy', aPolicy()],
  ['policy, for everybody', aPolicy({ forAdministrators: null, dryRun: true, belowMinimum: 0 })],
  ['notice', aNotice()],
  ['notice, bare', aNotice({ text: '', next: null, facts: [] })],
  ['list', aList()],
  ['list, empty', aList({ rows: [] })],
  ['status', aStatus()],
  ['status before the first pass', aStatus({ lastPass: null, nextPassAt: null, undelivered: [], dryRun: true })],
  ['status during a pass', aStatus({ runningSince: inDays(-0.01) })],
  ['help', aHelp()],
  [
    'help for what was not understood',
    aHelp({ notUnderstood: 'rotat', nearest: { topic: 'see', usage: '/rotate', does: 'credentials' } }),
  ],
  ['history', aHistory()],
  ['history, empty', aHistory({ rows: [] })],
  ['owners on a day', anOwnersOnDay()],
  ['owners on a day, nobody', anOwnersOnDay({ owners: [] })],
  ['digest', aDigest()],
  ['digest, empty', aDigest({ rows: [], counts: { expired: 0, third: 0, second: 0, first: 0 }, orphaned: 0 })],
]

describe.each(samples)('the card: %s', (_, message) => {
  const rendered = renderCard(message, now)

  it('is an Adaptive Card 1.5 that the card library finds nothing wrong with', () => {
    expect(rendered.card).toMatchObject({
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.5',
    })
    expect(complaintsAbout(rendered)).toEqual([])
  })

  it('says in words what it is about, for notifications and for old clients', () => {
    expect(rendered.summary).toMatch(/^[\w ,:']{8,}$/)
    expect(rendered.card).toHaveProperty('fallbackText', expect.stringContaining(rendered.summary))
  })

  it('has only Action.Execute buttons with the titles people know', () => {
    expect(buttonsOf(rendered).filter(({ type }) => type !== 'Action.Execute')).toEqual([])
    expect(titlesOf(rendered).filter((title) => !stableTitles.includes(String(title)))).toEqual([])
    expect(buttonsOf(rendered).length).toBeLessThanOrEqual(6)
  })

  it('repeats the verb in the data, where only ids stand beside it, and that it is a dry run', () => {
    for (const { verb, data } of buttonsOf(rendered)) {
      expect(data).toMatchObject({ verb, kind: 'application', objectId: expect.any(String) })
      const known = ['verb', 'kind', 'objectId', 'keyId', 'form', 'requestId', 'destinationId', 'dryRun']
      expect(Object.keys(Object(data)).filter((key) => !known.includes(key))).toEqual([])
    }
  })

  it('leaves nothing unfilled, and no date outside the macros that the client fills in', () => {
    expect(JSON.stringify(rendered.card)).not.toMatch(/\$\{|undefined|\bnull\b|NaN|\[object/)
    const withoutMacros = textOf(rendered).replace(
      /\{\{(DATE|TIME)\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ(, SHORT)?\)\}\}/g,
      '',
    )
    expect(withoutMacros).not.toMatch(/\d{4}-\d\d-\d\dT|\d{4}-\d\d-\d\d\b|\{\{/)
  })

  it('fits into a Teams message', () => {
    expect(bytesOf(rendered)).toBeLessThanOrEqual(25 * 1024)
  })

  it('shows text blocks whole, and names no input twice', () => {
    const blocks = elementsOf(rendered.card).filter(({ type }) => type === 'TextBlock')
    expect(blocks.filter(({ wrap }) => wrap !== true)).toEqual([])
    const inputs = elementsOf(rendered.card).flatMap(({ id, type }) => (String(type).startsWith('Input.') ? [id] : []))
    expect(new Set(inputs).size).toBe(inputs.length)
  })
})

describe('rendering', () => {
  it('gives the same card for the same message and time', () => {
    const message = anApplicationMessage({ lines: everyState.map((state) => aLine(state)) })
    expect(renderCard(message, now)).toEqual(renderCard(message, now))
  })
})
