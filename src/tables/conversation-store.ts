import { z } from 'zod/v4'
import type { ConversationStore } from '../ports.ts'
import { changeRow } from './change-row.ts'
import { decodeRow, encode } from './codec.ts'
import { keyOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import { readable, rowsOf } from './read-rows.ts'
import { instant } from './shapes.ts'

const conversationShape = z.object({ conversationId: z.string(), serviceUrl: z.string() })

const heardShape = z.object({ at: instant })

const channelShape = conversationShape.extend({
  isThreaded: z.boolean(),
  digest: z.enum(['off', 'daily', 'weekly']),
  lastDigestAt: instant.nullable(),
})

/** Where people and channels are reached. */
export function createConversationStore({
  conversations: table,
  log,
}: Pick<OpenTables, 'conversations' | 'log'>): ConversationStore {
  return {
    async ofPerson(personId) {
      const row = await table.get('person', keyOf(personId))
      return row && decodeRow(conversationShape, table.name, row)
    },

    async savePerson(personId, conversation) {
      await table.write('person', [{ is: 'upsert', row: { key: keyOf(personId), properties: encode(conversation) } }])
    },

    async heardAt(personId) {
      const row = await table.get('heard', keyOf(personId))
      return row === undefined ? null : decodeRow(heardShape, table.name, row).at
    },

    async saveHeardAt(personId, at) {
      await table.write('heard', [{ is: 'upsert', row: { key: keyOf(personId), properties: encode({ at }) } }])
    },

    async dropPerson(personId) {
      await table.remove('person', keyOf(personId))
    },

    async channel(conversationId) {
      const row = await table.get('channel', keyOf(conversationId))
      return row && decodeRow(channelShape, table.name, row)
    },

    async channels() {
      const rows = await rowsOf(table, { partition: 'channel' })
      return rows.map((row) => readable(channelShape, row, { table, log })).filter((channel) => channel !== undefined)
    },

    changeChannel(conversationId, change) {
      const at = { partition: 'channel', key: keyOf(conversationId) }
      return changeRow(table, at, (row) => {
        const channel = change(row && readable(channelShape, row, { table, log }))
        return channel && encode(channel)
      })
    },

    async dropChannel(conversationId) {
      await table.remove('channel', keyOf(conversationId))
    },
  }
}
