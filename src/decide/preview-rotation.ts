import { canRotate } from '../domain/application-message.ts'
import { holderName } from '../domain/holder.ts'
import type { NoticeMessage } from '../domain/message.ts'
import type { AppContext, CurrentApplication } from '../ports.ts'
import type { Entitled } from './actor.ts'
import { chooseLine } from './choose-line.ts'
import { reasonsForSecond } from './four-eyes.ts'
import { preflight } from './preflight.ts'
import { inspect } from './set-destinations.ts'

type Powers = Pick<
  AppContext,
  'directory' | 'configured' | 'enrollments' | 'destinations' | 'policy' | 'clock' | 'vault' | 'log'
>

/** `/preview`: the steps, places and checks of a rotation as it would run now. Looks everywhere and changes nothing. */
export async function previewRotation(
  ctx: Powers,
  application: CurrentApplication,
  { standing }: Entitled,
  keyId: string | undefined,
): Promise<NoticeMessage> {
  const { holder } = application
  const line = chooseLine(application, keyId, canRotate)
  if (line === undefined) {
    return notice('warning', 'Nothing to rotate', 'This application has nothing that could be rotated now.', [])
  }
  const ready = await preflight(ctx, holder, line.credential)
  if (ready.is === 'refused') return notice('warning', 'This rotation would be refused', ready.why, [])

  const { wantedDays, days } = ready
  const [configured, because] = await Promise.all([
    ctx.configured.about(holder.objectId),
    reasonsForSecond(ctx, application, standing),
  ])
  const places: [string, string][] = []
  let isBlocked = false
  const targets = configured.map(({ target }) => target)
  for (const [index, { target, isRequired }] of configured.entries()) {
    const looked = await inspect(ctx, holder, target, targets.slice(0, index))
    if (looked.is === 'refused' && isRequired) isBlocked = true
    const said = looked.is === 'ready' ? looked.facts.join(' ') : `Would fail: ${looked.problem}`
    places.push([`Deliver${isRequired ? '' : ' (optional)'}`, said])
  }
  const steps: [string, string][] = [
    ['Application', holderName(holder)],
    ['Replaces', line.credential.displayName ?? `the secret that starts with ${line.credential.hint ?? '…'}`],
    ...(because.length === 0 ? [] : [['Ask', 'A second person has to agree first.'] as [string, string]]),
    [
      'Make',
      `A new ${line.credential.kind === 'password' ? 'secret in Entra' : 'certificate in the vault, and its public key in Entra'}, valid for ${Number(days.toFixed(1))} days${days < wantedDays ? `, which is as long as the policy allows` : ''}.`,
    ],
    ['Keep', `Its text goes into ${ctx.vault.url}, and nowhere else before that.`],
    ['Prove', 'It has to sign in five times in a row before anybody gets it.'],
    ...places,
    ...lastSteps(configured.length, ctx.policy.soakHours),
  ]
  const text = isBlocked
    ? 'It would stop at a destination, with the old secret in force.'
    : 'These steps would run now. Nothing was changed.'
  return notice(isBlocked ? 'warning' : 'neutral', 'What Rotate would do', text, steps)
}

function lastSteps(places: number, soakHours: number): [string, string][] {
  if (places === 0) {
    return [
      ['Wait', 'There is no destination, so somebody deploys it by hand and chooses Confirm deployed.'],
      ['Remove', 'Then the old secret is removed from Entra.'],
    ]
  }
  return [
    ['Wait', `${soakHours} hours, in which Undo puts the old secret back wherever it is known.`],
    ['Check', 'Every destination still has it, it signs in, and nobody has used the old one since.'],
    ['Remove', 'Then the old secret is removed from Entra.'],
  ]
}

function notice(
  tone: NoticeMessage['tone'],
  title: string,
  text: string,
  steps: readonly [string, string][],
): NoticeMessage {
  return { is: 'notice', tone, title, text, next: null, facts: steps.map(([label, value]) => ({ label, value })) }
}
