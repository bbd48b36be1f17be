import { expect, it } from 'vitest'
import { renderCard } from '../../src/cards/render-card.ts'
import { now } from '../support/builders.ts'
import { textOf } from '../support/card-reading.ts'
import { aDestinations, anEnrollment } from '../support/messages.ts'

it('where nothing is delivered, people who may not change that hear who may', () => {
  const empty = (mayChange: boolean) => textOf(renderCard(aDestinations({ destinations: [], mayChange }), now))
  expect(empty(false)).toContain('None yet. A new secret stays in the vault of Keyturn')
  expect(empty(false)).toContain('An administrator can add a place.')
  expect(empty(true)).not.toContain('An administrator')
  expect(textOf(renderCard(anEnrollment({ destinationCount: 0 }), now))).toContain(
    'An administrator can add one with /destinations.',
  )
})

it('says in a sentence who approves what is rotated unattended', () => {
  expect(textOf(renderCard(anEnrollment(), now))).toContain('of it is left; a person approves once a year.')
})
