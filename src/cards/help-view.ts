import { type HelpCommand, type HelpMessage, type HelpTopic, helpTopics } from '../domain/messages/help.ts'
import { inertText, SENTENCE_LENGTH } from './neutralize.ts'

/** What `templates/help.json` binds. */
export interface HelpView {
  readonly summary: string
  readonly notUnderstood: string
  /** Empty, or the one command that was most likely meant. */
  readonly nearest: readonly CommandView[]
  readonly title: string
  readonly topics: readonly { readonly title: string; readonly commands: readonly CommandView[] }[]
  readonly hint: string
}

interface CommandView {
  readonly usage: string
  readonly does: string
}

/** Everything, by what it is for; after a slip only what was most likely meant, and else where to look. */
export function helpView(message: HelpMessage, maxCommands: number): HelpView {
  const isLost = message.notUnderstood !== null
  const told = !isLost ? helpTopics : message.nearest === null ? (['see'] as const) : []
  const shown = message.commands.filter(({ topic }) => told.some((one) => one === topic)).slice(0, maxCommands)
  const topics = told.map((topic) => ({
    title: topicWords[topic],
    commands: shown.filter((command) => command.topic === topic).map(commandView),
  }))
  return {
    summary: isLost ? 'Keyturn did not understand that' : 'What Keyturn can do',
    notUnderstood: isLost ? inertText(message.notUnderstood ?? '') || 'an empty message' : '',
    nearest: message.nearest === null ? [] : [commandView(message.nearest)],
    title: isLost ? '' : 'What Keyturn can do',
    topics: topics.filter(({ commands }) => commands.length > 0),
    hint: isLost
      ? '/help lists everything that Keyturn can do.'
      : 'The slash may be left out. A part of a name is enough where only one fits.',
  }
}

const topicWords: Readonly<Record<HelpTopic, string>> = {
  see: 'See how things stand',
  renew: 'Renew',
  clean: 'Clean up',
  own: 'Owners and approvals',
  administer: 'For administrators',
}

function commandView({ usage, does }: HelpCommand): CommandView {
  return { usage: inertText(usage), does: inertText(does, SENTENCE_LENGTH) }
}
