/** Where a command was said: a personal chat or a channel or group. */
export interface Place {
  readonly isPersonal: boolean
  readonly conversationId: string
  readonly serviceUrl: string
}
