import { describe, expect, it } from 'vitest'
import { renderCard } from '../../src/cards/render-card.ts'
import { commands } from '../../src/decide/parse-command.ts'
import type { ApplicationRow } from '../../src/domain/messages/application-list.ts'
import { aCredential, inDays, now } from '../support/builders.ts'
import { buttonsOf, elementsOfType, textOf } from '../support/card-reading.ts'
import {
  aDigest,
  aHelp,
  aLine,
  aList,
  aNotice,
  anAlertList,
  anAlertRow,
  aRow,
  aStatus,
  stateNamed,
} from '../support/messages.ts'

describe('a list', () => {
  it('tells of each credential its application, end, owner and client id', () => {
    const row = aRow()
    const text = textOf(renderCard(aList({ rows: [row] }), now))
    expect(text).toContain('Payroll export')
    expect(text).toContain('Client secret: nightly job')
    expect(text).toContain('In 6 days, {{DATE(2026-05-07T12:00:00Z, SHORT)}}')
    expect(text).toContain(`Ana Ruiz · ${row.holder.clientId}`)
  })

  it('opens each application', () => {
    const rows = [aRow(), aRow({ credential: null })]
    const buttons = buttonsOf(renderCard(aList({ rows }), now))
    expect(buttons).toMatchObject(
      rows.map(({ holder }) => ({ title: 'Open', verb: 'open', data: { objectId: holder.objectId } })),
    )
  })

  it('marks what is orphaned or already replaced in words', () => {
    const rows = [aRow({ orphaned: true, ownerNames: [] }), aRow({ superseded: true })]
    expect(textOf(renderCard(aList({ rows }), now))).toMatch(/⚠ No owner.*already replaced/s)
  })

  it('says of what is being rotated how far it is, and alarms only where it has stopped', () => {
    const render = (rotation: ApplicationRow['rotation']) => renderCard(aList({ rows: [aRow({ rotation })] }), now)
    const tellsOf = (rotation: ApplicationRow['rotation'], words: string, color: string) =>
      expect(elementsOfType(render(rotation), 'TextBlock')).toContainEqual(
        expect.objectContaining({ text: `In 6 days, ${words}`, color }),
      )
    tellsOf('awaitingDeployment', 'new one waits for deployment', 'Default')
    tellsOf('delivering', 'being rotated', 'Default')
    tellsOf('parked', 'rotation stopped', 'Attention')
  })

  it('shows no date where there is none worth showing', () => {
    const ends = [null, new Date('2299-12-31T00:00:00Z')]
    const rows = ends.map((endAt) => aRow({ credential: aCredential({ endAt }) }))
    const text = textOf(renderCard(aList({ rows }), now))
    expect(text).toMatch(/No end date known.*Never expires/s)
    expect(text).not.toContain('{{DATE')
  })

  it('names an application without credentials by its client id', () => {
    const row = aRow({ credential: null })
    const text = textOf(renderCard(aList({ rows: [row] }), now))
    expect(text).toContain(`Payroll export\nNo credentials\nOpen\nAna Ruiz · ${row.holder.clientId}`)
  })

  it('says so when it is empty', () => {
    expect(textOf(renderCard(aList({ rows: [] }), now))).toContain('Nothing expires in that time.')
    expect(textOf(renderCard(aList(), now))).not.toContain('Nothing expires in that time.')
  })
})

describe('the status', () => {
  it('counts what the last pass saw and did, and tells of what went wrong', () => {
    const text = textOf(renderCard(aStatus(), now))
    expect(text).toContain('2 matters to look at')
    expect(text).toContain('1,200 applications, 900 service principals, 2,150 credentials')
    expect(text).toContain('42 findings, 3 orphaned')
    expect(text).toContain('25 told before, 1 snoozed')
    expect(text).toContain('The owners of Payroll export could not be read. The next pass tries again.')
    expect(text).toContain('Ana Ruiz about Payroll export: Keyturn is not installed for them')
    expect(text).toMatch(/Next pass\n\{\{DATE\(2026-05-02T07:12:00Z, SHORT\)\}\} at \{\{TIME/)
  })

  it('counts failures without promising more of what it does not show', () => {
    const { lastPass } = aStatus()
    const hidden = lastPass && { ...lastPass, summary: { ...lastPass.summary, failures: 3, problems: [] } }
    const text = textOf(renderCard(aStatus({ lastPass: hidden, undelivered: [] }), now))
    expect(text).toContain('3 matters to look at')
    expect(text).not.toContain('more')
  })

  it('is calm when all is well, and says when nothing has run or something runs', () => {
    const { lastPass } = aStatus()
    const quiet = lastPass && { ...lastPass, summary: { ...lastPass.summary, failures: 0, problems: [] } }
    expect(textOf(renderCard(aStatus({ lastPass: quiet, undelivered: [] }), now))).toContain(
      'No trouble in the last pass',
    )
    expect(textOf(renderCard(aStatus({ lastPass: null }), now))).toMatch(/No pass has run yet.*none yet/s)
    expect(textOf(renderCard(aStatus({ runningSince: now }), now))).toMatch(/A pass is running.*Running since/s)
  })

  it('says that it is a dry run', () => {
    expect(textOf(renderCard(aStatus({ dryRun: true }), now))).toContain('nothing will be changed')
  })
})

describe('help', () => {
  it('lists every command, by what it is for', () => {
    const lines = textOf(renderCard(aHelp({ commands }), now)).split('\n')
    expect(lines.filter((line) => line.startsWith('/')).toSorted()).toEqual(
      commands.map(({ usage }) => usage).toSorted(),
    )
    const order = ['/expiring [days] [text]', 'Renew', '/rotate <name or client id>', 'For administrators', '/scan']
    expect(lines.filter((line) => order.includes(line))).toEqual(order)
  })

  it('repeats what was not understood and tells of the nearest command alone', () => {
    const [, nearest = null] = aHelp().commands
    const text = textOf(renderCard(aHelp({ notUnderstood: 'rotat payroll', nearest }), now))
    expect(text).toMatch(/Not understood.*rotat payroll.*Did you mean:\n\/rotate <name.*make a new secret/s)
    expect(text).toContain('help lists everything')
    expect(text).not.toContain('/expiring')
    expect(textOf(renderCard(aHelp(), now))).not.toMatch(/Not understood|Did you mean/)
  })

  it('tells where to look after what resembles no command', () => {
    const text = textOf(renderCard(aHelp({ notUnderstood: '\u{1f468}\u{1f3fd}'.repeat(500) }), now))
    expect(text).toMatch(/\/expiring.*help lists everything/s)
    expect(text).not.toMatch(/\/rotate|Did you mean/)
  })
})

describe('a notice', () => {
  it.each([
    ['neutral', 'For your information'],
    ['good', 'Done'],
    ['warning', 'Please note'],
    ['bad', 'This did not work'],
  ] as const)('says its tone in words: %s', (tone, words) => {
    expect(textOf(renderCard(aNotice({ tone }), now))).toContain(words)
  })

  it('offers the next step as text', () => {
    const card = renderCard(aNotice(), now)
    expect(textOf(card)).toMatch(/You wrote\npayrol\nNext: \nWrite \/mine to see the applications you own\./)
    expect(buttonsOf(card)).toEqual([])
  })
})

describe('a digest', () => {
  it('counts by stage, in words, and shows the most urgent rows', () => {
    const rows = [aRow({ credential: aCredential({ endAt: inDays(-4) }) })]
    const text = textOf(renderCard(aDigest({ rows, moreCount: 19 }), now))
    expect(text).toMatch(/Weekly digest.*2\nexpired\n3\nlast reminder\n5\nsecond reminder\n12\nfirst reminder/s)
    expect(text).toContain('2 applications without a reachable owner')
    expect(text).toContain('1 new secret waiting to be deployed')
    expect(text).toMatch(/Expired 4 days ago.*and 19 more.*In chat: \/expiring/s)
  })

  it('says so when nothing expires', () => {
    const none = { expired: 0, third: 0, second: 0, first: 0 }
    expect(textOf(renderCard(aDigest({ counts: none, rows: [] }), now))).toMatch(/Nothing expires soon\.(?!.*In chat)/s)
  })
})

describe('a list of many alerts', () => {
  it('opens each application that is not settled, and says how the others stand', () => {
    const rows = [
      anAlertRow(),
      anAlertRow({ lines: [aLine(stateNamed('rotated'))] }),
      anAlertRow({ lines: [aLine(stateNamed('snoozed'))] }),
      anAlertRow({ isTakenOver: true }),
      anAlertRow({ lines: [] }),
    ]
    const card = renderCard(anAlertList({ rows }), now)
    expect(textOf(card)).toContain('1 application needs you')
    expect(textOf(card)).toMatch(/Rotated by.*Snoozed.*A newer card tells more.*No longer in Entra/s)
    const { holder } = rows[0] ?? anAlertRow()
    expect(buttonsOf(card).map(({ title, verb }) => [title, verb])).toEqual([
      ['Open', 'open'],
      ['Open', 'open'],
    ])
    expect(buttonsOf(card)[0]).toMatchObject({ data: { objectId: holder.objectId, verb: 'open' } })
  })

  it('says why somebody is told who is no owner', () => {
    expect(textOf(renderCard(anAlertList(), now))).toContain('because you manage')
  })

  it('becomes a settled card once nothing is left to do', () => {
    const rows = [anAlertRow({ lines: [aLine(stateNamed('rotated'))] })]
    const card = renderCard(anAlertList({ rows }), now)
    expect(textOf(card)).toContain('All settled')
    expect(buttonsOf(card)).toEqual([])
  })
})
