import type { Conversation, ConversationStore } from '../../src/ports.ts'

export interface ConversationMemory extends Pick<ConversationStore, 'ofPerson' | 'savePerson' | 'dropPerson'> {
  readonly byPerson: Map<string, Conversation>
}

export function conversationMemory(): ConversationMemory {
  const byPerson = new Map<string, Conversation>()
  return {
    byPerson,
    ofPerson: async (personId) => byPerson.get(personId),
    savePerson: async (personId, conversation) => void byPerson.set(personId, conversation),
    dropPerson: async (personId) => void byPerson.delete(personId),
  }
}
