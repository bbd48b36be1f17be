import type { TurnContext } from 'botbuilder'
import type { Actor } from '../decide/actor.ts'
import { parseImportAction } from '../decide/import/parse-import-action.ts'
import { parseAction } from '../decide/parse-action.ts'
import type { AppContext } from '../ports.ts'
import type { Answer } from '../run/answers/answer.ts'
import { runAction } from '../run/answers/run-action.ts'
import { runImport } from '../run/ownership/run-import.ts'

/** What a client says of a click. Nothing in it is trusted. */
export interface ClickedButton {
  readonly verb?: unknown
  readonly data?: unknown
}

/** The click behind a message that says nothing: clients without `Action.Execute` send the button's data as a message. */
export function submittedButtonOf({ activity }: TurnContext): ClickedButton | undefined {
  const { text, value } = activity
  const isSilent = (text ?? '').trim() === ''
  return isSilent && typeof value?.verb === 'string' ? { verb: value.verb, data: value } : undefined
}

/** What a button asks for; undefined for one that no card of Keyturn has. */
export function clickOf(
  ctx: AppContext,
  actor: Actor,
  clicked: ClickedButton | undefined,
): (() => Promise<Answer>) | undefined {
  const action = parseAction(clicked?.verb, clicked?.data)
  if (action !== undefined) return () => runAction(ctx, actor, action)
  const importAction = parseImportAction(clicked?.verb, clicked?.data)
  return importAction && (() => runImport(ctx, actor, importAction))
}
