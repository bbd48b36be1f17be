import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mailWords } from '../../src/cards/mail-words.ts'
import { renderMail } from '../../src/cards/render-mail.ts'
import type { ApplicationMessage } from '../../src/domain/messages/application.ts'
import { anyText } from '../support/any-text.ts'
import { anApplication, aPerson, inDays, now } from '../support/builders.ts'
import { inCi } from '../support/in-ci.ts'
import { aLine, anAlertList, anAlertRow, anApplicationMessage, everyState, stateNamed } from '../support/messages.ts'

const clientId = '7d9bbf4f-0000-4000-8000-000000000001'
const message = anApplicationMessage({
  holder: anApplication({ displayName: 'Payroll export', clientId }),
  owners: [aPerson({ displayName: 'Ana Ruiz' })],
  because: { is: 'previousOwner', untilAt: inDays(-10) },
})

describe('a mail', () => {
  it('says what the card says, with days in words and in UTC', () => {
    const { subject, text } = renderMail(message, now)
    expect(subject).toBe('Last reminder: client secret expires in 6 days – Payroll export')
    for (const fact of [
      'Last reminder: client secret expires in 6 days',
      `Application, client ID ${clientId}`,
      'nightly job (Client secret)',
      'Expires in 6 days, on May 7, 2026 UTC (last reminder)',
      'If nobody acts, sign-ins with it fail from that day.',
      'Owner: Ana Ruiz.',
      'You are told because you were an owner until April 21, 2026 UTC.',
      `    /app ${clientId}\n`,
      'Its answer offers: Rotate, Assign new owner, Approve renewal, Snooze.',
    ]) {
      expect(text).toContain(fact)
    }
  })

  it('says in HTML what it says in text', () => {
    const { text, html } = renderMail({ ...message, dryRun: true, orphaned: true }, now)
    const shown = visible(html)
    for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
      const [beforeKind = ''] = line.trim().split(' (Client')
      expect(shown).toContain(beforeKind)
    }
    expect(shown).toContain('Dry run: nothing will be changed.')
    expect(shown).toContain('Orphaned: nobody who can be reached')
  })

  it('holds nothing to click or load, and no part of a secret', () => {
    const { text, html } = renderMail(message, now)
    expect(html).not.toMatch(/<(a|img|form|button|script|iframe|link|svg)\b|https?:|src=|url\(/i)
    expect(text + html).not.toContain('starts with')
    expect(text + html).not.toContain('abc')
  })

  it.each(everyState)('has a sentence for the state $is and leaves no macro of a card', (state) => {
    const { text, html, subject } = renderMail({ ...message, lines: [aLine(state)] }, now)
    expect(text.split('\n').length).toBeGreaterThan(6)
    expect(text + html + subject).not.toMatch(/\{\{|undefined|\[object|Invalid/)
  })

  it('asks for nothing once all is settled', () => {
    const { text } = renderMail({ ...message, lines: [aLine(stateNamed('rotated'))] }, now)
    expect(text).toContain('Rotated by Ana Ruiz on May 1, 2026 at 12:00 UTC.')
    expect(text).not.toContain('/app')
  })

  it('shows the most urgent credentials and counts the others', () => {
    const lines = [1, 2, 3, 4, 5, 6, 7].map((days) =>
      aLine({ is: 'due' }, { endAt: inDays(days), displayName: `no. ${days}` }),
    )
    const { text } = renderMail({ ...message, lines: lines.reverse() }, now)
    expect(text).toContain('no. 1 (Client secret)')
    expect(text).not.toContain('no. 6 (')
    expect(text).toContain('and 2 more')
    expect(renderMail({ ...message, lines: [] }, now).text).toContain('No credentials.')
  })
})

const attacks = [
  'https://evil.example/login',
  'www.evil.example',
  'evil.example',
  'mail@evil.example',
  'evil\u3002example',
  '\\\\evil\\share',
  '<a href="https://evil.example">x</a><script>alert(1)</script>',
  '</p></body>',
  '"onmouseover="alert(1)',
  '&lt;b&gt;',
  '{{DATE(2026-01-01T00:00:00Z, SHORT)}}',
  '\u202egnp.exe\u202c',
  'zero\u200bwidth\ufeff',
  '\r\nBcc: evil@evil.example\r\n\r\nbody',
]
const hostileName = fc
  .array(fc.oneof(fc.constantFrom(...attacks), anyText({ maxLength: 12 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => `ZZ${parts.join('')}ZZ`)

/** The name in every place that somebody outside can write. */
function messageWith(name: string): ApplicationMessage {
  const person = aPerson({ displayName: name })
  const states = everyState.map((state) => ({
    ...state,
    ...('by' in state ? { by: person } : {}),
    ...('reason' in state ? { reason: name } : {}),
    ...('problem' in state ? { problem: name } : {}),
  }))
  return anApplicationMessage({
    holder: anApplication({ displayName: name, clientId }),
    owners: [person, person],
    because: { is: 'manager', of: person },
    lines: states.map((state) => aLine(state, { displayName: name, keyId: clientId })),
    news: name,
  })
}

function tagsOf(html: string): readonly string[] {
  return [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag)
}

function visible(html: string): string {
  const text = html.replaceAll(/<style.*?<\/style>|<[^>]*>/gs, '')
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}

const plainTags = tagsOf(renderMail(messageWith('ZZplainZZ'), now).html)

describe('a hostile name in a mail', () => {
  it('changes no markup, links nowhere by itself and ends no header', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        const { subject, text, html } = renderMail(messageWith(name), now)
        expect(tagsOf(html)).toEqual(plainTags)
        expect(subject).not.toMatch(/[\p{Cc}\p{Cf}]/u)
        const all = [subject, text, visible(html)].join('\n')
        expect(all).not.toMatch(/[^\n\P{Cc}]|\p{Cf}/u)
        expect(all).not.toMatch(/:\/\/|\/\/|\\\\|\S[@.\u3002]\S/)
      }),
      { numRuns: inCi(300, 60) },
    )
  })

  it.each([
    ['https://evil.example/x', 'https:\u200a/\u200a/evil.\u200aexample/x'],
    ['ana@evil.example', 'ana@\u200aevil.\u200aexample'],
    ['Payroll export v2. Old', 'Payroll export v2. Old'],
  ])('%j is split only where it would become a link', (name, shown) => {
    expect(mailWords(name)).toBe(shown)
  })
})

describe('a mail about many applications', () => {
  it('has a paragraph for each and says how to open them, without a macro of a card', () => {
    const rows = [
      anAlertRow({ holder: anApplication({ displayName: 'Payroll export', clientId }) }),
      ...everyState.map((state) => anAlertRow({ lines: [aLine(state)] })),
    ]
    const { subject, text, html } = renderMail(anAlertList({ rows, dryRun: true }), now)
    expect(subject).toBe(`${rows.length} applications need you – credentials expire`)
    expect(text).toContain(`Payroll export (Application, client ID ${clientId})`)
    expect(text).toContain('Client secret nightly job: Expires in 6 days, on May 7, 2026 UTC (last reminder)')
    expect(text).toContain('    /expiring\n')
    expect(text + html + subject).not.toMatch(/\{\{|undefined|\[object|Invalid|<a /)
  })
})
