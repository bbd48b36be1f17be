/** What a command is for; in the order in which help tells of them. */
export const helpTopics = ['see', 'renew', 'clean', 'own', 'administer'] as const

export type HelpTopic = (typeof helpTopics)[number]

export interface HelpCommand {
  readonly topic: HelpTopic
  readonly usage: string
  readonly does: string
}

export interface HelpMessage {
  readonly is: 'help'
  readonly commands: readonly HelpCommand[]
  /** The text that was not understood; hostile. */
  readonly notUnderstood: string | null
  /** The command that was most likely meant. */
  readonly nearest: HelpCommand | null
}
