import { latestRotation } from '../../domain/application-message.ts'
import type { Credential } from '../../domain/credential.ts'
import { type ConfiguredDestination, takes } from '../../domain/destination.ts'
import { soakHoursOf } from '../../domain/enrollment.ts'
import { holderName } from '../../domain/holder.ts'
import { canRotate } from '../../domain/line-powers.ts'
import type { CredentialLine } from '../../domain/messages/credential-line.ts'
import type { NoticeMessage } from '../../domain/messages/notice.ts'
import { openStates } from '../../domain/rotation.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'
import type { Entitled } from '../actor.ts'
import { chooseRotatable } from '../choose-line.ts'
import { inspect } from '../destinations/set-destinations.ts'
import { reasonsForSecond } from './four-eyes.ts'
import { preflight } from './preflight.ts'
import { lastSteps, makingSteps, type Step } from './preview-steps.ts'

type Powers = Pick<
  AppContext,
  'directory' | 'configured' | 'enrollments' | 'destinations' | 'policy' | 'clock' | 'vault' | 'log'
>

/** What a notice shows; the destinations give way, so that what happens to the old one is always there. */
const MAX_STEPS = 12

/** `/preview`: the steps, places and checks of a rotation as it would run now. Looks everywhere and changes nothing. */
export async function previewRotation(
  ctx: Powers,
  application: CurrentApplication,
  { standing }: Entitled,
  keyId: string | undefined,
): Promise<NoticeMessage> {
  const { holder } = application
  const line = chooseRotatable(application, keyId)
  const refused = whyNot(application, line)
  if (line === undefined || refused !== undefined) return notice('warning', 'Nothing to rotate', refused ?? '', [])
  const { credential } = line
  const ready = await preflight(ctx, holder, credential)
  if (ready.is === 'refused') return notice('warning', 'This rotation would be refused', ready.why, [])

  const { wantedDays, longestDays } = ready
  const [configured, enrollment, because] = await Promise.all([
    ctx.configured.about(holder.objectId),
    ctx.enrollments.of(holder.objectId),
    reasonsForSecond(ctx, application, standing),
  ])
  const leastHours = ctx.policy.soakHours
  const soakHours = enrollment ? soakHoursOf(enrollment, credential, application.now, leastHours) : leastHours
  const taking = configured.filter(({ target }) => takes(credential, target))
  const { places, isBlocked } = await lookAtPlaces(ctx, application, taking)
  const before: Step[] = [
    ['Application', holderName(holder)],
    ['Replaces', credential.displayName ?? `the ${nounOf(credential)} that starts with ${credential.hint ?? '…'}`],
    ...otherOpen(application),
    ...(because.length === 0 ? [] : ([['Ask', 'A second person has to agree first.']] satisfies Step[])),
    ...makingSteps(credential, { wantedDays, longestDays, vaultUrl: ctx.vault.url, taking }),
  ]
  const after = lastSteps(credential, taking.length, soakHours)
  const text = isBlocked
    ? `It would stop at a destination, with the old ${nounOf(credential)} in force.`
    : stepsWouldRun(ctx.policy.dryRun)
  const steps = [...before, ...cut(places, MAX_STEPS - before.length - after.length), ...after]
  const said = notice(isBlocked ? 'warning' : 'neutral', 'What Rotate would do', text, steps)
  return { ...said, next: isBlocked ? `/destinations ${holder.clientId}` : `/rotate ${holder.clientId}` }
}

function stepsWouldRun(dryRun: boolean): string {
  return dryRun
    ? 'These steps would run, were this not a dry run. Nothing was changed, and Rotate changes nothing either.'
    : 'These steps would run now. Nothing was changed.'
}

/** A sentence where no rotation would start. */
function whyNot(application: CurrentApplication, line: CredentialLine | undefined): string | undefined {
  if (line === undefined) {
    const isOpen = application.rotations.some(({ state }) => openStates.includes(state))
    return isOpen
      ? 'A rotation of this application is open already, and nothing else could be rotated now.'
      : 'This application has nothing that could be rotated now.'
  }
  const open = latestRotation(application.rotations, line.credential.keyId)
  if (open !== undefined && openStates.includes(open.state)) {
    return `A rotation of it is open already${open.state === 'parked' ? ' and waits for a decision; Rotate goes on with it' : ''}. Nothing was changed.`
  }
  return canRotate(line) ? undefined : 'This credential was dealt with already, or is no longer in Entra.'
}

function otherOpen({ rotations }: CurrentApplication): Step[] {
  const isOpen = rotations.some(({ state }) => openStates.includes(state))
  return isOpen ? [['Beside it', 'Another rotation of this application is open already.']] : []
}

async function lookAtPlaces(
  ctx: Powers,
  { holder }: CurrentApplication,
  taking: readonly ConfiguredDestination[],
): Promise<{ readonly places: readonly Step[]; readonly isBlocked: boolean }> {
  const places: Step[] = []
  let isBlocked = false
  const targets = taking.map(({ target }) => target)
  for (const [index, { target, isRequired }] of taking.entries()) {
    const looked = await inspect(ctx, holder, target, targets.slice(0, index))
    if (looked.is === 'refused' && isRequired) isBlocked = true
    const said = looked.is === 'ready' ? looked.facts.join(' ') : `Would fail: ${looked.problem}`
    places.push([`Deliver${isRequired ? '' : ' (optional)'}`, said])
  }
  return { places, isBlocked }
}

function cut(places: readonly Step[], atMost: number): readonly Step[] {
  if (places.length <= atMost) return places
  // What would stop it is not what is left out.
  const fails = ([, said]: Step) => said.startsWith('Would fail')
  const shown = [...places.filter(fails), ...places.filter((place) => !fails(place))].slice(0, atMost - 1)
  return [...shown, ['Deliver', `And ${places.length - shown.length} more; /destinations shows them all.`]]
}

function nounOf({ kind }: Pick<Credential, 'kind'>): string {
  return kind === 'password' ? 'secret' : 'certificate'
}

function notice(tone: NoticeMessage['tone'], title: string, text: string, steps: readonly Step[]): NoticeMessage {
  return { is: 'notice', tone, title, text, next: null, facts: steps.map(([label, value]) => ({ label, value })) }
}
