export interface ConversationStore {
  ofPerson(personId: string): Promise<Conversation | undefined>
  savePerson(personId: string, conversation: Conversation): Promise<void>
  /** When the person last wrote, clicked or opened the chat, to the hour; null: never heard of. */
  heardAt(personId: string): Promise<Date | null>
  saveHeardAt(personId: string, at: Date): Promise<void>
  dropPerson(personId: string): Promise<void>
  channel(conversationId: string): Promise<Channel | undefined>
  channels(): Promise<readonly Channel[]>
  /** Under its ETag; `change` is asked again whenever another writer was first, undefined leaves it as it is. */
  changeChannel(conversationId: string, change: (before: Channel | undefined) => Channel | undefined): Promise<void>
  dropChannel(conversationId: string): Promise<void>
}

/** Where a person or channel is reached; refreshed by every activity of theirs. */
export interface Conversation {
  readonly conversationId: string
  readonly serviceUrl: string
}

/** A team's channel, or a group chat. */
export interface Channel extends Conversation {
  /** Each post to a channel starts a thread; a group chat is one. */
  readonly isThreaded: boolean
  readonly digest: 'off' | 'daily' | 'weekly'
  readonly lastDigestAt: Date | null
}

/** Where to post; without `serviceUrl` nothing was heard from there yet. */
export type ChannelRef = Pick<Channel, 'conversationId' | 'isThreaded'> & { readonly serviceUrl: string | null }
