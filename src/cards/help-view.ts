import type { HelpMessage } from '../domain/messages/help.ts'
import { inertText, SENTENCE_LENGTH } from './neutralize.ts'

/** What `templates/help.json` binds. */
export interface HelpView {
  readonly summary: string
  readonly notUnderstood: string
  readonly nearest: string
  readonly commands: readonly { readonly usage: string; readonly does: string }[]
}

export function helpView(message: HelpMessage, maxCommands: number): HelpView {
  const isLost = message.notUnderstood !== null
  return {
    summary: isLost ? 'Keyturn did not understand that' : 'What Keyturn can do',
    notUnderstood: isLost ? inertText(message.notUnderstood ?? '') || 'an empty message' : '',
    nearest: inertText(message.nearest ?? ''),
    commands: message.commands
      .slice(0, maxCommands)
      .map((command) => ({ usage: inertText(command.usage), does: inertText(command.does, SENTENCE_LENGTH) })),
  }
}
