/** Where a command was said: a personal chat, a channel (whose posts are threads) or a group chat. */
export interface Place {
  readonly isPersonal: boolean
  readonly isThreaded: boolean
  readonly conversationId: string
  /** The thread of a channel in which it was said, else the conversation itself. */
  readonly threadId: string
  readonly serviceUrl: string
}
