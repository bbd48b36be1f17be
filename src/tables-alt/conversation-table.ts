import type { ConversationStore, Log } from '../ports.ts'
import { decode, encode } from './codec.ts'
import { readable } from './holder-table.ts'
import { channelShape, conversationShape } from './shapes.ts'
import type { Table } from './table.ts'

/** `keyturnConversations`: partition `person` by Entra object id, partition `channel` by conversation id. */
export function createConversationTable(table: Table, log: Log): ConversationStore {
  const save = (partitionKey: string, rowKey: string, value: unknown) =>
    table.submit([['upsert', { partitionKey, rowKey, ...encode(value) }, 'Replace']])
  const drop = async (partitionKey: string, rowKey: string) =>
    void (await table.submit([['delete', { partitionKey, rowKey }]]))

  return {
    async ofPerson(personId) {
      const row = await table.get('person', personId)
      return row && decode(conversationShape, row)
    },
    async savePerson(personId, { conversationId, serviceUrl }) {
      await save('person', personId, { conversationId, serviceUrl })
    },
    dropPerson: (personId) => drop('person', personId),
    async channel(conversationId) {
      const row = await table.get('channel', channelKey(conversationId))
      return row && decode(channelShape, row)
    },
    async channels() {
      const found = []
      for await (const row of table.range('channel', '')) {
        const channel = readable(() => decode(channelShape, row), row, log)
        if (channel !== undefined) found.push(channel)
      }
      return found
    },
    async saveChannel(channel) {
      await save('channel', channelKey(channel.conversationId), channel)
    },
    dropChannel: (conversationId) => drop('channel', channelKey(conversationId)),
  }
}

/** Conversation ids hold characters that keys must not. */
function channelKey(conversationId: string): string {
  return Buffer.from(conversationId).toString('base64url')
}
