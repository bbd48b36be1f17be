import { describe, expect, it } from 'vitest'
import { renderCard } from '../../src/cards/render-card.ts'
import { aPerson, inDays, now } from '../support/builders.ts'
import {
  buttonsOf,
  buttonTitled,
  elementsOf,
  elementsOfType,
  inputNamed,
  offeredBy,
  textOf,
  titlesOf,
} from '../support/card-reading.ts'
import { aLine, anApplicationMessage, stateNamed } from '../support/messages.ts'

function render(changes: Parameters<typeof anApplicationMessage>[0] = {}) {
  return renderCard(anApplicationMessage(changes), now)
}

describe('the buttons of an application', () => {
  it('are those that make sense for a client secret that is due', () => {
    expect(titlesOf(render())).toEqual(['Rotate', 'Assign new owner', 'Approve renewal', 'Snooze', 'Refresh'])
  })

  it('are only those that the reader may use', () => {
    expect(titlesOf(render({ may: [] }))).toEqual([])
    expect(titlesOf(render({ may: ['openSnooze', 'confirmDeployed'] }))).toEqual(['Snooze'])
  })

  it.each([
    ['superseded', ['Remove old', 'Still in use', 'Refresh']],
    ['snoozed', ['Rotate', 'Assign new owner', 'Refresh']],
    ['renewalApproved', ['Rotate', 'Assign new owner', 'Refresh']],
    ['rotating', ['Assign new owner', 'Refresh']],
    ['awaitingDeployment', ['Confirm deployed', 'Assign new owner', 'Refresh']],
    ['removing', ['Assign new owner', 'Refresh']],
    ['parked', ['Rotate', 'Assign new owner', 'Refresh']],
    ['rotated', []],
    ['removed', []],
    ['gone', []],
  ] as const)('for a credential that is %s are %j', (state, titles) => {
    expect(titlesOf(render({ lines: [aLine(stateNamed(state))] }))).toEqual(titles)
  })

  it('leave a certificate to the caller: Rotate stands only where it is allowed', () => {
    const lines = [aLine({ is: 'due' }, { kind: 'certificate' })]
    expect(titlesOf(render({ lines, may: ['openSnooze'] }))).toEqual(['Snooze'])
    expect(titlesOf(render({ lines, may: ['rotate'] }))).toEqual(['Rotate'])
  })

  it('no longer plan or put off what has expired', () => {
    expect(titlesOf(render({ lines: [aLine({ is: 'due' }, { endAt: inDays(-1) })] }))).toEqual([
      'Rotate',
      'Assign new owner',
      'Refresh',
    ])
  })
})

describe('Snooze', () => {
  it('means only what has reached a stage', () => {
    const [due, later] = [aLine(), aLine({ is: 'due' }, { endAt: inDays(300) })]
    expect(titlesOf(render({ lines: [later] }))).not.toContain('Snooze')
    expect(buttonTitled(render({ lines: [later, due] }), 'Snooze').data).toMatchObject({ keyId: due.credential.keyId })
  })
})

describe('which credential a button means', () => {
  it('stands in its data where there is only one', () => {
    const line = aLine()
    const card = render({ lines: [line] })
    expect(buttonTitled(card, 'Rotate')).toMatchObject({
      associatedInputs: 'none',
      data: { verb: 'rotate', keyId: line.credential.keyId },
    })
    expect(inputNamed(card, 'keyId')).toBeUndefined()
  })

  it('is chosen among several, the most urgent at first', () => {
    const later = aLine({ is: 'due' }, { endAt: inDays(20) })
    const sooner = aLine({ is: 'due' }, { endAt: inDays(2) })
    const card = render({ lines: [later, sooner] })
    expect(offeredBy(card, 'keyId')).toEqual([sooner.credential.keyId, later.credential.keyId])
    expect(inputNamed(card, 'keyId')).toMatchObject({ value: sooner.credential.keyId, style: 'compact' })
    expect(buttonTitled(card, 'Rotate')).toMatchObject({ associatedInputs: 'auto' })
    expect(buttonTitled(card, 'Rotate').data).not.toHaveProperty('keyId')
  })

  it('leaves certificates out of the choice beside client secrets', () => {
    const secret = aLine()
    const card = render({ lines: [aLine({ is: 'due' }, { kind: 'certificate', endAt: inDays(1) }), secret] })
    expect(buttonTitled(card, 'Rotate').data).toMatchObject({ keyId: secret.credential.keyId })
  })

  it('is chosen for Confirm deployed too, and the choice does not touch Rotate', () => {
    const due = aLine()
    const waiting = [aLine(stateNamed('awaitingDeployment')), aLine(stateNamed('awaitingDeployment'))]
    const card = render({ lines: [due, ...waiting] })
    expect(offeredBy(card, 'keyId')).toEqual(waiting.map(({ credential }) => credential.keyId))
    expect(buttonTitled(card, 'Confirm deployed')).toMatchObject({ associatedInputs: 'auto' })
    expect(buttonTitled(card, 'Rotate')).toMatchObject({
      associatedInputs: 'none',
      data: { keyId: due.credential.keyId },
    })
  })
})

describe('the order of credentials', () => {
  it('is by urgency: what is stuck, what is due soon, what waits for somebody, and what is done last', () => {
    const named = (displayName: string, state = stateNamed('due'), days = 6) =>
      aLine(state, { displayName, endAt: inDays(days) })
    const lines = [
      named('replaced', stateNamed('superseded')),
      named('later', stateNamed('due'), 20),
      named('waiting', stateNamed('awaitingDeployment')),
      named('soon'),
      named('stuck', stateNamed('parked')),
    ]
    const names = ['stuck', 'soon', 'waiting', 'later', 'replaced']
    expect(
      textOf(render({ lines }))
        .split('\n')
        .filter((text) => names.includes(text)),
    ).toEqual(names)
  })
})

describe('what an application card says', () => {
  it('names the application, the credential, its end, what comes next and how to act in chat', () => {
    const message = anApplicationMessage()
    const text = textOf(renderCard(message, now))
    expect(text).toContain('Payroll export')
    expect(text).toContain(`client ID ${message.holder.clientId}`)
    expect(text).toContain('Last reminder: client secret expires in 6 days')
    expect(text).toContain('Client secret, starts with abc…')
    expect(text).toContain('Expires in 6 days, on {{DATE(2026-05-07T12:00:00Z, SHORT)}}\n')
    expect(text).toContain('If nobody acts, sign-ins with it fail from that day.')
    expect(text).toContain(
      'Rotate makes a new client secret, stores it in the vault and keeps the old one until the new one is in use.',
    )
    expect(text).toContain('Owner: Ana Ruiz')
    expect(text).toContain(`rotate ${message.holder.clientId}`)
  })

  it('says once that sign-ins with an expired one fail', () => {
    const expired = aLine({ is: 'due' }, { endAt: inDays(-3) })
    expect(textOf(render({ lines: [expired] })).match(/fail/g)).toHaveLength(1)
    expect(textOf(render({ lines: [expired, aLine()] }))).toContain('with the expired client secret keep failing')
  })

  it('tells which reminder it is once: above for the first credential, beside each other one', () => {
    const lines = [aLine(), aLine({ is: 'due' }, { endAt: inDays(20) })]
    const text = textOf(render({ lines }))
    expect(text).toContain('Last reminder: client secret expires in 6 days')
    expect(text).not.toContain('(last reminder)')
    expect(text).toContain('Expires in 20 days, on {{DATE(2026-05-21T12:00:00Z, SHORT)}} (first reminder)')
    expect(text).toContain('the first on {{DATE(2026-05-07T12:00:00Z, SHORT)}}.')
  })

  it.each([
    [{ is: 'owner' }, 'You are told because you are an owner.'],
    [
      { is: 'previousOwner', untilAt: inDays(-10) },
      'You are told because you were an owner until {{DATE(2026-04-21T12:00:00Z, SHORT)}}.',
    ],
    [
      { is: 'manager', of: aPerson({ displayName: 'Ana Ruiz' }) },
      'You are told because you manage Ana Ruiz, who was an owner.',
    ],
    [
      { is: 'manager', of: aPerson({ displayName: 'Ana Ruiz' }), stillOwns: true },
      'You are told because you manage Ana Ruiz, who is an owner and could not be reached.',
    ],
    [{ is: 'administrator' }, 'You are told because no owner can be reached and you are an administrator.'],
    [
      { is: 'previousOwner', untilAt: inDays(-10), escalated: true },
      'SHORT)}} and nobody who was told before had answered.',
    ],
    [
      { is: 'manager', of: aPerson({ displayName: 'Ana Ruiz' }), stillOwns: true, escalated: true },
      'You are told because you manage Ana Ruiz, who is an owner and had not answered.',
    ],
    [
      { is: 'manager', of: aPerson({ displayName: 'Ana Ruiz' }), escalated: true },
      'who was an owner, and nobody who was told before had answered.',
    ],
    [
      { is: 'nextManager', of: aPerson({ displayName: 'Ana Ruiz' }), escalated: true },
      'who manages a person that is or was an owner, and nobody who was told before had answered.',
    ],
    [
      { is: 'administrator', escalated: true },
      'You are told because you are an administrator and nobody who was told before had answered.',
    ],
    [
      { is: 'administratorsChannel', escalated: true },
      'This channel is told because nobody who was told before had answered.',
    ],
  ] as const)('tells the reader why: %j', (because, sentence) => {
    expect(textOf(render({ because }))).toContain(sentence)
  })

  it('gives no reason on a card that was asked for', () => {
    expect(textOf(render({ because: null }))).not.toContain('You are told')
  })

  it('warns of an orphaned application and of a dry run, in words', () => {
    expect(textOf(render())).not.toMatch(/Orphaned|Dry run/)
    expect(textOf(render({ orphaned: true, owners: [] }))).toContain('nobody who can be reached owns this application')
    expect(textOf(render({ dryRun: true }))).toContain('nothing will be changed.')
  })

  it('starts with the news', () => {
    const [, first] = elementsOf(render({ news: 'The renewal was approved.' }).card)
    expect(JSON.stringify(first)).toContain('The renewal was approved.')
  })

  it.each([
    [{ kind: 'password', isSamlSigning: false }, 'Client secret'],
    [{ kind: 'certificate', isSamlSigning: false }, 'Certificate'],
    [{ kind: 'certificate', isSamlSigning: true }, 'SAML signing certificate'],
  ] as const)('calls %j a %s', (changes, words) => {
    expect(textOf(render({ lines: [aLine({ is: 'due' }, { ...changes, hint: null })] }))).toContain(`\n${words}\n`)
  })

  it.each([
    [20, 'First reminder: client secret expires in 20 days', 'Default'],
    [10, 'Second reminder: client secret expires in 10 days', 'Default'],
    [3, 'Last reminder: client secret expires in 3 days', 'Attention'],
    [-2, 'Client secret expired 2 days ago', 'Attention'],
    [90, 'Client secret expires in 90 days', 'Default'],
  ])('%i days before the end has the stage in words, color comes second', (days, words, color) => {
    const headings = elementsOfType(render({ lines: [aLine({ is: 'due' }, { endAt: inDays(days) })] }), 'TextBlock')
    expect(headings[0]).toMatchObject({ text: words, color, style: 'heading' })
  })

  it('does not threaten with the end of what is gone', () => {
    const text = textOf(render({ lines: [aLine(stateNamed('removed'), { endAt: inDays(6) }), aLine({ is: 'due' })] }))
    expect(text).toContain('Would have expired on {{DATE(2026-05-07')
  })

  it.each([
    ['superseded', /Replaced by production 2026, there since.*Is the old one used anywhere/s],
    ['snoozed', /when the next alert is due.*Reason: Waiting for the vendor/s],
    ['removed', /Removed from Entra by Ana Ruiz on \{\{DATE/],
    ['snoozed', /Snoozed by Ana Ruiz until \{\{DATE/],
    [
      'renewalApproved',
      /Ana Ruiz approved the renewal on \{\{DATE.*Keyturn rotates it on \{\{DATE.*Reason: Still used by payroll/s,
    ],
    ['rotating', /Ana Ruiz started a rotation/],
    [
      'awaitingDeployment',
      /It is in keyturn\.vault\.azure\.net as keyturn-payroll-export, version 01234567….*Next: deploy it, then choose Confirm deployed/s,
    ],
    ['removing', /Ana Ruiz confirmed.*The old one is being removed/],
    ['rotated', /Rotated by Ana Ruiz on \{\{DATE.*valid until \{\{DATE/],
    ['undoing', /The old one is put back everywhere, then the new one is removed; nothing to do yet\./],
    ['parked', /Entra refused a longer lifetime\. Ask an administrator to change the policy\./],
    ['gone', /No longer in Entra/],
  ] as const)('tells how things stand: %s', (state, words) => {
    expect(textOf(render({ lines: [aLine(stateNamed(state))] }))).toMatch(words)
  })

  it('tells why the old credential could not be removed', () => {
    const waiting = stateNamed('awaitingDeployment')
    const card = render({ lines: [aLine({ ...waiting, problem: 'Entra did not answer.' } as typeof waiting)] })
    expect(textOf(card)).toContain('Last try to remove the old one: Entra did not answer.')
  })

  it('becomes compact and quiet once all is settled', () => {
    const card = render({ lines: [aLine(stateNamed('rotated')), aLine(stateNamed('gone'))] })
    expect(buttonsOf(card)).toEqual([])
    expect(textOf(card)).toMatch(/All settled.*Rotated by Ana Ruiz.*No longer in Entra/s)
    expect(textOf(card)).not.toMatch(/In chat|You are told/)
  })
})
