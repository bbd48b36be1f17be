import type { TurnContext } from 'botbuilder'
import { expect, it } from 'vitest'
import { placeOf } from '../../src/teams/activity.ts'

it.each([
  [true, { id: 'a:ada', conversationType: 'personal' }],
  [true, { id: 'a:ada' }],
  [true, { id: 'a:ada', conversationType: null, isGroup: false }],
  [false, { id: 'a:crew', isGroup: true }],
  [false, { id: '19:crew@thread.v2' }],
  [false, { id: '19:ops@thread.tacv2;messageid=17', conversationType: 'channel' }],
  [false, { id: 'a:crew', conversationType: 'groupChat' }],
])('a chat of one person: %j, %j', (isPersonal, conversation) => {
  const context = { activity: { conversation, serviceUrl: 'https://smba.example/emea/' } } as unknown as TurnContext
  expect(placeOf(context).isPersonal).toBe(isPersonal)
})
