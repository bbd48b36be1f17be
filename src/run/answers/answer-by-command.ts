import type { Actor } from '../../decide/actor.ts'
import { missingName } from '../../decide/application-notices.ts'
import { listNominations, nominationsFor } from '../../decide/ownership/list-nominations.ts'
import { commands } from '../../decide/parse-command.ts'
import type { NominationVerb } from '../../domain/messages/verbs.ts'
import { searchName, searchText } from '../../domain/search-name.ts'
import type { AppContext, StoredNomination } from '../../ports.ts'
import { runNominationAction } from '../ownership/run-nominations.ts'
import { type Answer, showOnly } from './answer.ts'

/** `/accept` and `/decline`: what the buttons of a nomination's card do, for the one question that fits the words. Null: none does. */
export async function answerByCommand(
  ctx: AppContext,
  actor: Actor,
  name: 'accept' | 'decline',
  words: readonly string[],
): Promise<Answer | null> {
  const usage = commands.find((command) => command.name === name)?.usage ?? ''
  if (words.length === 0) return showOnly(missingName(usage))
  const waiting = await nominationsFor(ctx, actor)
  const [first = '', ...rest] = words
  // An id may be followed by a reason; a name may have several words.
  const byId = waiting.filter(({ holder }) => [holder.clientId, holder.objectId].includes(first.toLowerCase()))
  const found = byId.length > 0 ? byId : waiting.filter((one) => isNamed(one, words.join(' ')))
  const [only, ...others] = found
  if (only === undefined && name === 'decline') return null
  if (only === undefined || others.length > 0) return showOnly(await listNominations(ctx, actor))
  const { kind, objectId } = only.holder
  const reason = byId.length > 0 ? rest.join(' ') : ''
  const action = { verb: verbFor(name, only), kind, objectId, nominationId: only.nominationId, reason }
  return runNominationAction(ctx, actor, action)
}

function verbFor(name: 'accept' | 'decline', { state }: StoredNomination): NominationVerb {
  if (state === 'awaitingApproval') return name === 'accept' ? 'approveNomination' : 'refuseNomination'
  return name === 'accept' ? 'acceptNomination' : 'declineNomination'
}

function isNamed({ holder }: StoredNomination, text: string): boolean {
  const wanted = searchText(text)
  return wanted !== '' && searchName(holder).includes(wanted)
}
