import { type Actor, isAdministrator } from '../../decide/actor.ts'
import { missingName, notFound } from '../../decide/application-notices.ts'
import { listNominations } from '../../decide/ownership/list-nominations.ts'
import { listOrphans } from '../../decide/ownership/list-orphans.ts'
import type { Action } from '../../decide/parse-action.ts'
import { type Command, type CommandName, commands, parseCommand } from '../../decide/parse-command.ts'
import { findApplications } from '../../decide/show/find-applications.ts'
import { type FoundByWords, findByLeadingWords } from '../../decide/show/find-by-leading-words.ts'
import { listExpiring, listMatches, listMine, owns } from '../../decide/show/list-applications.ts'
import { showHistory } from '../../decide/show/show-history.ts'
import { showPolicy } from '../../decide/show/show-policy.ts'
import { showStatus } from '../../decide/show/show-status.ts'
import { toldAbout } from '../../decide/show/told-about.ts'
import { isGuid } from '../../domain/guid.ts'
import type { HelpMessage } from '../../domain/messages/help.ts'
import type { Message } from '../../domain/messages/message.ts'
import type { NoticeMessage } from '../../domain/messages/notice.ts'
import type { Verb } from '../../domain/messages/verbs.ts'
import type { AppContext, AttachedFile, SeenHolder } from '../../ports.ts'
import { startImport } from '../ownership/start-import.ts'
import { administratorsOnly } from './administrators-only.ts'
import type { Answer } from './answer.ts'
import { answerByCommand } from './answer-by-command.ts'
import type { Place } from './place.ts'
import { runAction } from './run-action.ts'
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
  if (command.is === 'unknown') return only(help(command))
  const { name, words } = command
  switch (name) {
    case 'expiring':
      return only(await listExpiring(ctx, actor, words))
    case 'mine':
      return only(await listMine(ctx, actor))
    case 'orphans':
      return only(await listOrphans(ctx, actor, words))
    case 'status':
      return only(await showStatus(ctx, actor, place.isPersonal))
    case 'history':
      return only(await showHistory(ctx, actor, words))
    case 'scan':
      return only(await scan(ctx, actor, startPass))
    case 'policy':
      return only(await showPolicy(ctx, actor, place.isPersonal))
    case 'exclude':
    case 'include':
      return exclusion(ctx, actor, name, words)
    case 'digest':
      return only(await setDigest(ctx, actor, words, place))
    case 'approvals':
      return only(await listNominations(ctx, actor))
    case 'accept':
    case 'decline':
      return (await answerByCommand(ctx, actor, name, words)) ?? act(ctx, actor, name, words)
    case 'import':
      return startImport(ctx, actor, text, place, file)
    case 'help':
      return only(help(null))
    default:
      return act(ctx, actor, name, words)
  }
}

const verbOf: Readonly<Partial<Record<CommandName, Verb>>> = {
  app: 'refresh',
  rotate: 'rotate',
  preview: 'preview',
  confirm: 'confirmDeployed',
  undo: 'undo',
  assign: 'assignOwner',
  approve: 'approveRenewal',
  snooze: 'snooze',
  claim: 'claim',
  'remove-old': 'openRemoveOld',
  'not-needed': 'openNotNeeded',
  'still-in-use': 'stillInUse',
  destinations: 'openDestinations',
  deliver: 'addDestination',
  undeliver: 'removeDestination',
  unattended: 'openEnrollment',
  decline: 'decline',
}

/** Behind the application's name they say more. */
const namesWithMore: readonly CommandName[] = ['assign', 'approve', 'decline', 'snooze', 'deliver', 'undeliver']

/** Commands about one application do what the buttons of its card do. */
async function act(ctx: AppContext, actor: Actor, name: CommandName, words: readonly string[]): Promise<Answer> {
  const usage = commands.find((command) => command.name === name)?.usage ?? ''
  const confirmed = name === 'remove-old' ? 'removeOld' : name === 'not-needed' ? 'notNeeded' : undefined
  // A reason may follow, behind a client id alone: the name of an application may have this word in its midst.
  const hasReason = confirmed !== undefined && isGuid(words[0] ?? '') && words[1]?.toLowerCase() === 'confirm'
  const isLast = words.length > 1 && words.at(-1)?.toLowerCase() === 'confirm'
  const isConfirmed = confirmed !== undefined && (hasReason || isLast)
  const verb = isConfirmed ? confirmed : verbOf[name]
  if (verb === undefined || words.length === 0) return only(missingName(usage))
  const isSwitched = name === 'unattended' && words.slice(1).some((word) => switchOf(word) !== undefined)
  const takesMore = namesWithMore.includes(name) || isSwitched || hasReason

  const seesAll = await isAdministrator(ctx, actor)
  const told = seesAll ? undefined : await toldAbout(ctx, actor)
  const maySee = (holder: SeenHolder) => seesAll || owns(actor, holder) || told?.has(holder.objectId) === true
  const { found, wanted, rest } = takesMore
    ? await findByLeadingWords(ctx, words, maySee)
    : await findWhole(ctx, words.slice(0, isConfirmed ? -1 : undefined), maySee)
  const [only1, ...others] = found
  if (only1 === undefined) return only(notFound(wanted))
  if (others.length > 0) return only(await listMatches(ctx, found, usage))
  const meant = (isSwitched ? switchOf(rest[0]) : undefined) ?? verb
  const said = hasReason ? { reason: rest.slice(1).join(' ') } : actionOf(meant, rest)
  return runAction(ctx, actor, { ...said, verb: meant, kind: only1.kind, objectId: only1.objectId })
}

async function findWhole(
  ctx: AppContext,
  words: readonly string[],
  maySee: (holder: SeenHolder) => boolean,
): Promise<FoundByWords> {
  const wanted = words.join(' ')
  return { found: await findApplications(ctx, wanted, maySee), wanted, rest: [] }
}

/** Nothing is switched unless it is said: what stands behind the name has to begin with `on` or `off`. */
function switchOf(word = ''): Verb | undefined {
  const said = word.toLowerCase()
  return said === 'on' ? 'enroll' : said === 'off' ? 'endEnrollment' : undefined
}

function actionOf(verb: Verb, rest: readonly string[]): Partial<Action> {
  const text = rest.join(' ')
  if (verb === 'assignOwner') return { person: text }
  if (verb === 'approveRenewal') return { reason: text, daysBefore: '7' }
  if (verb === 'decline') return { reason: text }
  if (verb === 'snooze') return { days: rest[0] ?? '3', reason: rest.slice(1).join(' ') }
  if (verb === 'enroll') return namedValues(rest)
  if (verb === 'addDestination') return destinationOf(rest)
  if (verb === 'removeDestination') return { place: text }
  return {}
}

/** A place, and behind it in any order whether it is optional, and whether it comes first. */
function destinationOf(words: readonly string[]): Partial<Action> {
  const options = ['optional', 'required', 'first']
  const end = words.findLastIndex((word) => !options.includes(word.toLowerCase())) + 1
  const said = words.slice(end).map((word) => word.toLowerCase())
  const isOptional = said.includes('optional') ? 'true' : said.includes('required') ? 'false' : undefined
  return {
    place: words.slice(0, end).join(' '),
    isFirst: String(said.includes('first')),
    ...(isOptional !== undefined && { isOptional }),
  }
}

async function exclusion(
  ctx: AppContext,
  actor: Actor,
  name: 'exclude' | 'include',
  words: readonly string[],
): Promise<Answer> {
  if (words.length === 0) return only(missingName(commands.find((command) => command.name === name)?.usage ?? ''))
  return only((await setExclusion(ctx, actor, name, words)) ?? notFound(words[0] ?? ''))
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

function only(message: Message): Answer {
  return { message, followUp: null }
}

/** `lifetime=90 quiet=22:00-06:00`; words without a sign belong to the value before them. */
function namedValues(words: readonly string[]): Partial<Action> {
  const text = words.join(' ')
  const named = text.matchAll(/\b(lifetime|before|soak|approval|quiet|zone|freezes)=(.*?)(?=\s+\w+=|$)/gi)
  return Object.fromEntries([...named].map(([, name = '', value = '']) => [name.toLowerCase(), value.trim()]))
}
