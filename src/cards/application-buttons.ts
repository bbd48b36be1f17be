import { canConfirm, canRemoveEarly, canRotate, canSnooze, canUndo, rotatable } from '../domain/line-powers.ts'
import type { ApplicationMessage } from '../domain/messages/application.ts'
import type { CredentialLine } from '../domain/messages/credential-line.ts'
import type { Verb } from '../domain/messages/verbs.ts'
import { type CardButton, cardButton, requestIdOf } from './card-button.ts'

export interface ApplicationButtons {
  readonly buttons: readonly CardButton[]
  /** Credentials to choose from before a button is pressed; empty where every button means one. */
  readonly choices: readonly CredentialLine[]
}

/** The buttons that this reader may use and that make sense now. `lines` come most urgent first. */
export function applicationButtons(
  { holder, may, dryRun }: Pick<ApplicationMessage, 'holder' | 'may' | 'dryRun'>,
  lines: readonly CredentialLine[],
): ApplicationButtons {
  const isAsked = declinable(lines).length > 0
  const offered = (isAsked ? answersFirst : offers)
    .filter(({ verb }) => may.includes(verb))
    .map((offer) => ({ ...offer, targets: offer.targetsOf(lines) }))
    .filter(({ needsTarget, targets }) => !needsTarget || targets.length > 0)
  const ambiguous = offered.filter(({ isImmediate, targets }) => isImmediate && targets.length > 1)
  const choices = lines.filter((line) => ambiguous.some(({ targets }) => targets.includes(line)))

  const buttons = offered.map(({ verb, isImmediate, targets }) => {
    const only = targets.length === 1 ? targets[0] : undefined
    const readsInputs = targets.length > 1 && (isImmediate || choices.every((choice) => targets.includes(choice)))
    return cardButton(verb, holder, {
      keyId: only?.credential.keyId,
      requestId: requestIdOf(verb, only),
      readsInputs: readsInputs && choices.length > 0,
      isDryRun: dryRun,
    })
  })
  return { buttons, choices }
}

interface Offer {
  readonly verb: Verb
  /** The credentials that the button could mean. */
  readonly targetsOf: (lines: readonly CredentialLine[]) => readonly CredentialLine[]
  /** Otherwise the button is about the application. */
  readonly needsTarget: boolean
  /** Acts at once, so the card asks which credential; the others open a form that can ask. */
  readonly isImmediate: boolean
}

const offers: readonly Offer[] = [
  { verb: 'rotate', targetsOf: rotatable, needsTarget: true, isImmediate: true },
  { verb: 'confirmDeployed', targetsOf: (lines) => lines.filter(canConfirm), needsTarget: true, isImmediate: true },
  { verb: 'undo', targetsOf: (lines) => lines.filter(canUndo), needsTarget: true, isImmediate: true },
  { verb: 'openAssignOwner', targetsOf: () => [], needsTarget: false, isImmediate: false },
  { verb: 'openApproveRenewal', targetsOf: renewable, needsTarget: true, isImmediate: false },
  { verb: 'openDecline', targetsOf: declinable, needsTarget: true, isImmediate: false },
  { verb: 'openSnooze', targetsOf: (lines) => lines.filter(canSnooze), needsTarget: true, isImmediate: false },
  { verb: 'openRemoveOld', targetsOf: removable, needsTarget: true, isImmediate: false },
  { verb: 'openNotNeeded', targetsOf: unneeded, needsTarget: true, isImmediate: false },
  { verb: 'stillInUse', targetsOf: superseded, needsTarget: true, isImmediate: true },
  { verb: 'refresh', targetsOf: () => [], needsTarget: false, isImmediate: false },
]

/** Where somebody is asked, their answer is what the card is for. */
const answersFirst: readonly Offer[] = offers.toSorted((a, b) => Number(isAnswer(b)) - Number(isAnswer(a)))

function isAnswer({ verb }: Offer): boolean {
  return verb === 'openApproveRenewal' || verb === 'openDecline' || verb === 'openNotNeeded'
}

function superseded(lines: readonly CredentialLine[]): readonly CredentialLine[] {
  return lines.filter(({ state }) => state.is === 'superseded')
}

/** What is replaced; else what may go before its time. */
function removable(lines: readonly CredentialLine[]): readonly CredentialLine[] {
  const asked = lines.filter(({ removal }) => removal !== null && removal.rotationId !== null)
  if (asked.length > 0) return asked
  const replaced = superseded(lines)
  return replaced.length > 0 ? replaced : lines.filter(canRemoveEarly)
}

function requested(lines: readonly CredentialLine[]): readonly CredentialLine[] {
  return lines.filter(({ state }) => state.is === 'requested')
}

function unneeded(lines: readonly CredentialLine[]): readonly CredentialLine[] {
  return lines.filter(({ removal }) => removal !== null && removal.rotationId === null)
}

function declinable(lines: readonly CredentialLine[]): readonly CredentialLine[] {
  return lines.filter(({ state, removal }) => state.is === 'requested' || removal !== null)
}

function renewable(lines: readonly CredentialLine[]): readonly CredentialLine[] {
  const asked = requested(lines)
  if (asked.length > 0) return asked
  const due = dueBeforeEnd(lines)
  const secrets = due.filter(canRotate)
  return secrets.length > 0 ? secrets : due
}

/** Once it has expired there is nothing left to plan. */
function dueBeforeEnd(lines: readonly CredentialLine[]): readonly CredentialLine[] {
  return lines.filter(({ state, stage }) => state.is === 'due' && stage !== 'expired')
}
