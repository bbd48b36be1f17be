import { latestRotation } from '../../domain/application-message.ts'
import type { Credential } from '../../domain/credential.ts'
import { canRotate } from '../../domain/line-powers.ts'
import type { CredentialState } from '../../domain/messages/credential-line.ts'
import { openStates } from '../../domain/rotation.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'
import type { Entitled, Standing } from '../actor.ts'
import { chooseRotatable } from '../choose-line.ts'
import type { Decision } from '../decision.ts'
import { reasonsForSecond } from './four-eyes.ts'
import { preflight } from './preflight.ts'

/** Recorded as why, where nobody was asked for a reason. */
const rotateReasons: Readonly<Record<Standing, string>> = {
  owner: 'Chose Rotate as an owner',
  told: 'Chose Rotate, because no owner can be reached',
  administrator: 'Chose Rotate as an administrator',
  approver: 'Chose Rotate as a second person',
}

/** `Rotate`: the person's click is the approval. Asking twice, or after it was done, shows how things stand. */
export async function requestRotation(
  ctx: Pick<AppContext, 'directory' | 'enrollments' | 'policy' | 'log'>,
  application: CurrentApplication,
  { person: by, standing }: Entitled,
  keyId: string | undefined,
): Promise<Decision> {
  const line = chooseRotatable(application, keyId)
  const isUnderWay = application.rotations.some(({ state }) => openStates.includes(state))
  if (keyId === undefined && isUnderWay && (line === undefined || line.stage === null)) {
    return { is: 'show', news: 'A secret of this application was rotated already; nothing else is due.' }
  }
  if (line === undefined && keyId !== undefined) {
    return {
      is: 'show',
      news: 'This credential is no longer in Entra, so there is nothing to rotate. Nothing was changed.',
    }
  }
  if (line === undefined) return { is: 'impossible', text: nothingToRotate(application) }
  const { credential, state } = line
  if (!canRotate(line)) return { is: 'show', news: alreadyDealtWith(state) }
  if (application.dryRun) {
    return {
      is: 'show',
      news: 'Dry run: Rotate would make a new one, keep it in the vault and leave the old one in force. Nothing was changed.',
    }
  }
  const parked = latestRotation(application.rotations, credential.keyId)
  if (state.is === 'parked' && state.hasNew && parked !== undefined) return { is: 'resume', rotation: parked, by }
  if (keyId === undefined && hasJustBegun(application, credential)) {
    return {
      is: 'show',
      news: 'Another secret of this application has just begun to be rotated. Choose on the card which one to rotate as well.',
    }
  }
  return rotateOrRequest(ctx, application, { person: by, standing }, { credential, reason: rotateReasons[standing] })
}

const JUST_BEGUN_MS = 10 * 60_000

/** Teams hands a message over again when it misses the reply: the same word must not go on to the next secret. */
function hasJustBegun({ rotations, now }: CurrentApplication, { keyId }: Credential): boolean {
  return rotations.some(
    ({ state, old, approvedAt }) =>
      openStates.includes(state) && old.keyId !== keyId && now.getTime() - approvedAt.getTime() < JUST_BEGUN_MS,
  )
}

/** One person is enough, unless the policy wants a second one. */
export async function rotateOrRequest(
  ctx: Pick<AppContext, 'directory' | 'enrollments' | 'policy' | 'log'>,
  application: CurrentApplication,
  { person: by, standing }: Entitled,
  wanted: { readonly credential: Credential; readonly reason: string },
): Promise<Decision> {
  const ready = await preflight(ctx, application.holder, wanted.credential)
  if (ready.is === 'refused') return { is: 'show', news: ready.why }
  const because = await reasonsForSecond(ctx, application, standing)
  return because.length === 0 ? { is: 'rotate', ...wanted, by } : { is: 'request', ...wanted, by, because }
}

function nothingToRotate(application: CurrentApplication): string {
  return application.holder.credentials.some(({ kind }) => kind === 'password')
    ? 'Every client secret of this application is being rotated already. Use the card of the application to see how far it is.'
    : 'This application has no client secret, so there is nothing to rotate.'
}

function alreadyDealtWith(state: CredentialState): string {
  switch (state.is) {
    case 'requested':
      return 'This rotation was asked for already and waits for a second person.'
    case 'rotating':
      return 'This secret is being rotated already.'
    case 'awaitingDeployment':
      return 'This secret was rotated already; the new one waits to be deployed.'
    case 'soaking':
      return 'This secret was rotated already; the old one is removed after a while.'
    case 'undoing':
      return 'The last rotation of this secret is being undone. Rotate is free again in a moment.'
    case 'removing':
      return 'The old secret is being removed already.'
    case 'rotated':
      return 'This secret was rotated already.'
    default:
      return 'This credential is no longer in Entra.'
  }
}
