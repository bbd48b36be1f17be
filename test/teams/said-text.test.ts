import type { TurnContext } from 'botbuilder'
import { expect, it } from 'vitest'
import { saidTextOf } from '../../src/teams/said-text.ts'

const mentionOf = (id: string, text: unknown) => ({ type: 'mention', mentioned: { id }, text })
const said = (text: unknown, entities: unknown) =>
  saidTextOf({ activity: { text, entities, recipient: { id: '28:bot' } } } as unknown as TurnContext).trim()

it('mentions of the bot are dropped wherever they stand, and people stay', () => {
  const text = '<at>Keyturn</at> assign x <at>Jane Doe</at> <at>Keyturn</at>'
  const entities = [mentionOf('28:bot', '<at>Keyturn</at>'), mentionOf('29:jane', '<at>Jane Doe</at>')]
  expect(said(text, entities)).toBe('assign x <at>Jane Doe</at>')
})

it.each([undefined, null, [null], [{ type: 'clientInfo' }], [mentionOf('28:bot', '')], [mentionOf('28:bot', 'x')]])(
  'without a mention of the bot the text stays as it is: %j',
  (entities) => expect(said('/app x', entities)).toBe('/app x'),
)

it('a message without text says nothing', () => {
  expect(said(null, [mentionOf('28:bot', '<at>Keyturn</at>')])).toBe('')
})
