import { describe, expect, it } from 'vitest'
import { renderCard } from '../../src/cards/render-card.ts'
import type { FormMessage } from '../../src/domain/messages/form.ts'
import { aPerson, inDays, now } from '../support/builders.ts'
import { buttonsOf, buttonTitled, inputNamed, offeredBy, textOf, titlesOf } from '../support/card-reading.ts'
import { aForm, aLine, aReview } from '../support/messages.ts'

function render(form: FormMessage['form'], changes: Partial<FormMessage> = {}) {
  return renderCard(aForm(form, changes), now)
}

describe.each([
  ['assignOwner', 'Assign new owner'],
  ['approveRenewal', 'Approve renewal'],
  ['snooze', 'Snooze'],
] as const)('the form %s', (form, title) => {
  it('is sent by the button that opened it, or left without being filled in', () => {
    const card = render(form)
    expect(titlesOf(card)).toEqual(form === 'approveRenewal' ? [title, 'Decline', 'Back'] : [title, 'Back'])
    expect(buttonTitled(card, title)).toMatchObject({ verb: form, associatedInputs: 'auto', data: { form } })
    expect(buttonTitled(card, 'Back')).toMatchObject({ verb: 'refresh', associatedInputs: 'none' })
  })

  it('shows what was wrong, in words', () => {
    expect(textOf(render(form, { problem: 'Nobody of that name. Try the mail address.' }))).toMatch(
      /Please check: \nNobody of that name\. Try the mail address\./,
    )
    expect(textOf(render(form))).not.toContain('Please check')
  })
})

describe('the form for a new owner', () => {
  it('offers the tenant through the people picker, and somebody to choose where there is none', () => {
    const bo = aPerson({ displayName: 'Bo Berg', mail: 'bo@contoso.example' })
    const card = render('assignOwner', { candidates: [bo] })
    expect(inputNamed(card, 'personId')).toMatchObject({
      'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
      choices: [{ title: 'Bo Berg (bo@contoso.example)', value: bo.personId }],
    })
    expect(inputNamed(card, 'person')).toMatchObject({ type: 'Input.Text' })
  })

  it('keeps what was typed', () => {
    const bo = aPerson()
    const card = render('assignOwner', { candidates: [bo], typed: { person: 'Bo', personId: bo.personId } })
    expect(inputNamed(card, 'person')).toMatchObject({ value: 'Bo' })
    expect(inputNamed(card, 'personId')).toMatchObject({ value: bo.personId })
  })
})

describe('the form for a renewal', () => {
  it('asks for a reason and a day that has not passed', () => {
    const card = render('approveRenewal')
    expect(inputNamed(card, 'reason')).toMatchObject({ isRequired: true })
    expect(offeredBy(card, 'daysBefore')).toEqual(['3', '1', 'now'])
  })

  it('tells what a dangerous permission allows, and names the others', () => {
    const text = textOf(render('approveRenewal', { review: aReview() }))
    expect(text).toContain('read and change the files of everybody (Files.ReadWrite.All)')
    expect(text).toMatch(/Besides: \nUser\.Read\.All/)
  })

  it('offers every day while the end is far, a week before it at first', () => {
    const card = render('approveRenewal', { lines: [aLine({ is: 'due' }, { endAt: inDays(20) })] })
    expect(offeredBy(card, 'daysBefore')).toEqual(['14', '7', '3', '1', 'now'])
    expect(inputNamed(card, 'daysBefore')).toMatchObject({ value: '7' })
  })

  it('offers only now where no end is known', () => {
    const card = render('approveRenewal', { lines: [aLine({ is: 'due' }, { endAt: null })] })
    expect(offeredBy(card, 'daysBefore')).toEqual(['now'])
  })

  it('is about the one credential, or asks which', () => {
    const [one, other] = [aLine(), aLine()]
    const about = render('approveRenewal', { lines: [one] })
    expect(buttonTitled(about, 'Approve renewal').data).toMatchObject({ keyId: one.credential.keyId })
    expect(inputNamed(about, 'keyId')).toBeUndefined()

    const asking = render('approveRenewal', { lines: [one, other], typed: { keyId: other.credential.keyId } })
    expect(buttonTitled(asking, 'Approve renewal').data).not.toHaveProperty('keyId')
    expect(inputNamed(asking, 'keyId')).toMatchObject({ value: other.credential.keyId })
  })

  it('keeps what was typed, but no choice that is not offered', () => {
    const card = render('approveRenewal', { typed: { reason: 'payroll', daysBefore: '14' } })
    expect(inputNamed(card, 'reason')).toMatchObject({ value: 'payroll' })
    expect(inputNamed(card, 'daysBefore')).toMatchObject({ value: '3' })
  })
})

describe('the form for a snooze', () => {
  it('offers 1, 3 and 7 days', () => {
    expect(offeredBy(render('snooze'), 'days')).toEqual(['1', '3', '7'])
    expect(inputNamed(render('snooze', { typed: { days: '7' } }), 'days')).toMatchObject({ value: '7' })
  })

  it('can only be left where no credential is left to snooze', () => {
    const card = render('snooze', { lines: [] })
    expect(buttonsOf(card)).toHaveLength(1)
    expect(textOf(card)).toContain('No credential here needs this any more.')
    expect(inputNamed(card, 'days')).toBeUndefined()
  })
})
