import { type Actor, isAdministrator } from '../../decide/actor.ts'
import { missingName, notFound } from '../../decide/application-notices.ts'
import { behindName, switchOf } from '../../decide/behind-name.ts'
import { type CommandName, commands } from '../../decide/parse-command.ts'
import { findApplications } from '../../decide/show/find-applications.ts'
import { type FoundByWords, findByLeadingWords } from '../../decide/show/find-by-leading-words.ts'
import { listMatches, owns } from '../../decide/show/list-applications.ts'
import { toldAbout } from '../../decide/show/told-about.ts'
import { isGuid } from '../../domain/guid.ts'
import type { Verb } from '../../domain/messages/verbs.ts'
import type { AppContext, SeenHolder } from '../../ports.ts'
import { type Answer, showOnly } from './answer.ts'
import { runAction } from './run-action.ts'

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
export async function actByCommand(
  ctx: AppContext,
  actor: Actor,
  name: CommandName,
  words: readonly string[],
): Promise<Answer> {
  const usage = commands.find((command) => command.name === name)?.usage ?? ''
  const confirmed = name === 'remove-old' ? 'removeOld' : name === 'not-needed' ? 'notNeeded' : undefined
  // A reason may follow, behind a client id alone: the name of an application may have this word in its midst.
  const hasReason = confirmed !== undefined && isGuid(words[0] ?? '') && words[1]?.toLowerCase() === 'confirm'
  const isLast = words.length > 1 && words.at(-1)?.toLowerCase() === 'confirm'
  const isConfirmed = confirmed !== undefined && (hasReason || isLast)
  const verb = isConfirmed ? confirmed : verbOf[name]
  if (verb === undefined || words.length === 0) return showOnly(missingName(usage))
  const isSwitched = name === 'unattended' && words.slice(1).some((word) => switchOf(word) !== undefined)
  const takesMore = namesWithMore.includes(name) || isSwitched || hasReason

  const seesAll = await isAdministrator(ctx, actor)
  const told = seesAll ? undefined : await toldAbout(ctx, actor)
  const maySee = (holder: SeenHolder) => seesAll || owns(actor, holder) || told?.has(holder.objectId) === true
  const { found, wanted, rest } = takesMore
    ? await findByLeadingWords(ctx, words, maySee)
    : await findWhole(ctx, words.slice(0, isConfirmed ? -1 : undefined), maySee)
  const [application, ...others] = found
  if (application === undefined) return showOnly(notFound(wanted))
  if (others.length > 0) return showOnly(await listMatches(ctx, found, usage))
  const meant = (isSwitched ? switchOf(rest[0]) : undefined) ?? verb
  const said = hasReason ? { reason: rest.slice(1).join(' ') } : behindName(meant, rest)
  return runAction(ctx, actor, { ...said, verb: meant, kind: application.kind, objectId: application.objectId })
}

async function findWhole(
  ctx: AppContext,
  words: readonly string[],
  maySee: (holder: SeenHolder) => boolean,
): Promise<FoundByWords> {
  const wanted = words.join(' ')
  return { found: await findApplications(ctx, wanted, maySee), wanted, rest: [] }
}
