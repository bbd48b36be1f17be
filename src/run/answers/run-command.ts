import { type Actor, isAdministrator } from '../../decide/actor.ts'
import { missingName, notFound } from '../../decide/application-notices.ts'
import { listNominations } from '../../decide/ownership/list-nominations.ts'
import { listOrphans } from '../../decide/ownership/list-orphans.ts'
import { type Command, commands, parseCommand } from '../../decide/parse-command.ts'
import { listExpiring, listMine } from '../../decide/show/list-applications.ts'
import { showHistory } from '../../decide/show/show-history.ts'
import { showPolicy } from '../../decide/show/show-policy.ts'
import { showStatus } from '../../decide/show/show-status.ts'
import type { HelpMessage } from '../../domain/messages/help.ts'
import type { NoticeMessage } from '../../domain/messages/notice.ts'
import type { AppContext, AttachedFile } from '../../ports.ts'
import { startImport } from '../ownership/start-import.ts'
import { actByCommand } from './act-by-command.ts'
import { administratorsOnly } from './administrators-only.ts'
import { type Answer, showOnly } from './answer.ts'
import { answerByCommand } from './answer-by-command.ts'
import type { Place } from './place.ts'
import { setDigest } from './set-digest.ts'
import { setExclusion } from './set-exclusion.ts'

/** Starts a pass in the background; answers whether one was started. */
export type StartPass = () => Promise<'started' | 'already-running'>

/** One message of one person to the bot. The right to see and do follows from who they are. */
export async function runCommand(
  ctx: AppContext,
  actor: Actor,
  text: string,
  place: Place,
  startPass: StartPass,
  file?: AttachedFile,
): Promise<Answer> {
  const command = parseCommand(file !== undefined && text.trim() === '' ? '/import' : text)
  if (command.is === 'unknown') return showOnly(help(command))
  const { name, words } = command
  switch (name) {
    case 'expiring':
      return showOnly(await listExpiring(ctx, actor, words))
    case 'mine':
      return showOnly(await listMine(ctx, actor))
    case 'orphans':
      return showOnly(await listOrphans(ctx, actor, words))
    case 'status':
      return showOnly(await showStatus(ctx, actor, place.isPersonal))
    case 'history':
      return showOnly(await showHistory(ctx, actor, words))
    case 'scan':
      return showOnly(await scan(ctx, actor, startPass))
    case 'policy':
      return showOnly(await showPolicy(ctx, actor, place.isPersonal))
    case 'exclude':
    case 'include':
      return exclusion(ctx, actor, name, words)
    case 'digest':
      return showOnly(await setDigest(ctx, actor, words, place))
    case 'approvals':
      return showOnly(await listNominations(ctx, actor))
    case 'accept':
    case 'decline':
      return (await answerByCommand(ctx, actor, name, words)) ?? actByCommand(ctx, actor, name, words)
    case 'import':
      return startImport(ctx, actor, text, place, file)
    case 'help':
      return showOnly(help(null))
    default:
      return actByCommand(ctx, actor, name, words)
  }
}

async function exclusion(
  ctx: AppContext,
  actor: Actor,
  name: 'exclude' | 'include',
  words: readonly string[],
): Promise<Answer> {
  if (words.length === 0) return showOnly(missingName(commands.find((command) => command.name === name)?.usage ?? ''))
  return showOnly((await setExclusion(ctx, actor, name, words)) ?? notFound(words[0] ?? ''))
}

async function scan(ctx: AppContext, actor: Actor, startPass: StartPass): Promise<NoticeMessage> {
  if (!(await isAdministrator(ctx, actor))) return administratorsOnly('/scan')
  const outcome = await startPass()
  return {
    is: 'notice',
    tone: 'neutral',
    title: outcome === 'started' ? 'Scan started' : 'A scan is running already',
    text:
      outcome === 'started'
        ? 'I am reading every application and service principal and will tell you here when it is done.'
        : 'Only one pass runs at a time. Its result will be in /status.',
    next: '/status',
    facts: [],
  }
}

function help(command: (Command & { is: 'unknown' }) | null): HelpMessage {
  return {
    is: 'help',
    commands,
    notUnderstood: command?.text ?? null,
    // Nothing was meant by a greeting: it gets the first part of help itself.
    nearest: commands.find(({ name }) => name !== 'help' && name === command?.nearest) ?? null,
  }
}
