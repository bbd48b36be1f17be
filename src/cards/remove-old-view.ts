import { type Credential, DAY_MS } from '../domain/credential.ts'
import { commandId } from '../domain/holder.ts'
import type { RemoveOldMessage } from '../domain/messages/remove-old.ts'
import type { SuccessionProof } from '../domain/superseded.ts'
import { capitalized } from './capitalized.ts'
import { backButton, type CardButton, cardButton } from './card-button.ts'
import { credentialAbout, credentialName, holderAbout, inertHolderName, kindWords } from './credential-words.ts'
import { placeWords } from './destination-words.ts'
import { inertText } from './neutralize.ts'
import { dateMacro, expiryLine, untilWords } from './time-words.ts'

/** What `templates/remove-old.json` binds. */
export interface RemoveOldView {
  readonly summary: string
  readonly dryRun: boolean
  readonly headline: string
  readonly name: string
  readonly about: string
  readonly old: { readonly name: string; readonly about: string; readonly expiry: string }
  readonly hasSuccessor: boolean
  readonly successor: { readonly name: string; readonly about: string; readonly valid: string }
  readonly evidence: readonly string[]
  readonly warning: string
  readonly consequence: string
  /** Nobody else agrees, so a reason is asked for. */
  readonly isEmergency: boolean
  /** Empty where there is nothing to confirm. */
  readonly command: string
  readonly buttons: readonly CardButton[]
}

/** A sign-in this recent means that something is still at it. */
const RECENT_DAYS = 7

export function removeOldView(message: RemoveOldMessage, now: Date): RemoveOldView {
  const { holder, old, successor } = message
  const canRemove = old.kind === 'password'
  const name = inertHolderName(holder)
  const what = successor === null ? kindWords(old) : `old ${kindWords(old)}`
  const headline = `${canRemove ? 'Remove' : 'How to remove'} the ${what}`
  const remove = cardButton(successor === null ? 'notNeeded' : 'removeOld', holder, {
    keyId: old.keyId,
    requestId: message.requestId ?? undefined,
    readsInputs: message.isEmergency,
    isDryRun: message.dryRun,
  })
  return {
    summary: `${name}: ${headline}`,
    dryRun: message.dryRun,
    headline,
    name,
    about: holderAbout(holder),
    old: { name: credentialName(old), about: capitalized(credentialAbout(old)), expiry: expiryLine(old.endAt, now) },
    hasSuccessor: successor !== null,
    successor: successorView(successor, now),
    evidence: [...(successor === null ? [nothingReplaces] : [proofWords[message.proof]]), ...signInSentences(message)],
    warning: warningFor(message, now),
    consequence: canRemove
      ? 'If something still uses it, its sign-ins fail at once. A removed client secret cannot be brought back.'
      : `Keyturn removes client secrets only. In Entra, open this ${holder.kind === 'application' ? 'application under App registrations' : 'application under Enterprise applications'} and delete the certificate there, once nothing uses it any more.`,
    isEmergency: message.isEmergency,
    command: canRemove
      ? `${successor === null ? 'not-needed' : 'remove-old'} ${inertText(commandId(holder))} confirm${message.isEmergency ? ' <reason>' : ''}`
      : '',
    buttons: canRemove ? [remove, backButton(holder)] : [backButton(holder)],
  }
}

const nothingReplaces = 'Nothing replaces it: whatever signs in with it stops.'

function successorView(successor: Credential | null, now: Date): RemoveOldView['successor'] {
  if (successor === null) return { name: '', about: '', valid: '' }
  const until = untilWords(successor.endAt, now)
  return {
    name: credentialName(successor),
    about: capitalized(credentialAbout(successor)),
    valid:
      successor.startAt === null ? `Valid ${until}` : `There since ${dateMacro(successor.startAt)}, valid ${until}`,
  }
}

/** What breaks, as far as can be known. */
function warningFor({ isEarly, lacking, signIns, successor }: RemoveOldMessage, now: Date): string {
  const what = successor === null ? 'It' : 'The old one'
  const places = lacking.map(({ target }) => placeWords(target))
  return [
    ...(isEarly ? ['This ends the rotation before it is known that nothing uses the old one.'] : []),
    ...(places.length === 0 ? [] : [`These have not got the new one yet and will fail: ${places.join('; ')}.`]),
    ...(isRecent(signIns?.oldUsedAt ?? null, now)
      ? [`${what} was used within the last week, so something still signs in with it.`]
      : []),
  ].join(' ')
}

const proofWords: Readonly<Record<SuccessionProof, string>> = {
  keyturn: 'Keyturn made the new one to replace it.',
  dates: 'The new one was made in the last 60 days of the old one and outlives it.',
  'sign-ins': 'Sign-ins have moved from the old one to the new one.',
}

function signInSentences({ signIns, successor }: RemoveOldMessage): readonly string[] {
  if (signIns === null) {
    return ['There is no sign-in report for this application: check yourself that nothing uses the old one.']
  }
  const used = `Last sign-in with ${successor === null ? 'it' : 'the old one'}: ${signIns.oldUsedAt === null ? 'none on record' : dateMacro(signIns.oldUsedAt)}.`
  if (successor === null) return [used]
  return [
    used,
    `Last sign-in with the new one: ${signIns.newUsedAt === null ? 'none on record' : dateMacro(signIns.newUsedAt)}.`,
  ]
}

function isRecent(usedAt: Date | null, now: Date): boolean {
  return usedAt !== null && now.getTime() - usedAt.getTime() < RECENT_DAYS * DAY_MS
}
