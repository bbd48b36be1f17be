import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Channel } from '../../../src/ports.ts'
import { now } from '../../support/builders.ts'
import { hostileTexts, type StoresUnderTest } from './fixture.ts'

export function conversationStoreContract(under: () => StoresUnderTest): void {
  const conversations = () => under().stores.conversations

  describe('conversations', () => {
    it('of a person are remembered, refreshed and dropped', async () => {
      const personId = randomUUID()
      const first = { conversationId: 'a:1/x', serviceUrl: 'https://smba.example/emea/' }
      const second = { ...first, serviceUrl: 'https://smba.example/amer/' }
      expect(await conversations().ofPerson(personId)).toBeUndefined()
      await conversations().savePerson(personId, first)
      await conversations().savePerson(personId, second)
      expect(await conversations().ofPerson(personId)).toEqual(second)
      await conversations().dropPerson(personId)
      await conversations().dropPerson(personId)
      expect(await conversations().ofPerson(personId)).toBeUndefined()
    })

    it('tell when a person was last heard of', async () => {
      const personId = randomUUID()
      expect(await conversations().heardAt(personId)).toBeNull()
      await conversations().saveHeardAt(personId, now)
      expect(await conversations().heardAt(personId)).toEqual(now)
    })

    it('of channels have ids that no key could hold, and are listed', async () => {
      const ids = [
        '19:a/b\\c#d?e%2F@thread.tacv2;messageid=1',
        "19:it's",
        ...hostileTexts.filter((id) => id.isWellFormed()),
      ]
      const channels = ids.map((conversationId): Channel => {
        const serviceUrl = 'https://smba.example/'
        const isThreaded = conversationId.length % 2 === 0
        return {
          conversationId: `${randomUUID()}${conversationId}`,
          serviceUrl,
          isThreaded,
          digest: 'daily',
          lastDigestAt: now,
        }
      })
      for (const channel of channels) {
        await conversations().changeChannel(channel.conversationId, () => channel)
        expect(await conversations().channel(channel.conversationId)).toEqual(channel)
      }
      expect(await conversations().channels()).toEqual(expect.arrayContaining(channels))
      const [first] = channels
      if (first === undefined) throw new Error('no channel')
      await Promise.all([
        conversations().changeChannel(first.conversationId, (before) => before && { ...before, digest: 'weekly' }),
        conversations().changeChannel(first.conversationId, (before) => before && { ...before, lastDigestAt: null }),
      ])
      expect(await conversations().channel(first.conversationId)).toMatchObject({
        digest: 'weekly',
        lastDigestAt: null,
      })
      for (const { conversationId } of channels) await conversations().dropChannel(conversationId)
      expect(await conversations().channels()).toEqual([])
    })
  })
}
