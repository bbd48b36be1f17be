import { rotatable } from '../domain/line-powers.ts'
import type { CredentialLine } from '../domain/messages/credential-line.ts'
import type { CardButton } from './card-button.ts'
import { kindWords } from './credential-words.ts'
import { dateMacro } from './time-words.ts'

/** What comes if nobody acts, what Rotate would do, and what to do where it cannot. `lines` come most urgent first. */
export function outlook(
  lines: readonly CredentialLine[],
  buttons: readonly CardButton[],
  now: Date,
): readonly string[] {
  const [due, ...othersDue] = lines.filter(({ state, stage }) => state.is === 'due' && stage !== null)
  const [rotated] = buttons.some(({ verb }) => verb === 'rotate') ? rotatable(lines) : []
  return [
    ...(due === undefined || hasFailedAlone(lines, due)
      ? []
      : [ifNobodyActs(due, { isOnly: lines.length === 1, isFirst: othersDue.length > 0 }, now)]),
    ...(rotated === undefined ? [] : [whatRotateDoes(rotated)]),
    ...(buttons.some(({ verb }) => verb === 'stillInUse') ? [whatToSayOfOld] : []),
  ]
}

/** Its own sentence has said that sign-ins with it fail, and nothing worse is to come. */
function hasFailedAlone(lines: readonly CredentialLine[], { stage }: CredentialLine): boolean {
  return lines.length === 1 && stage === 'expired'
}

const whatToSayOfOld =
  'Is the old one used anywhere? Remove old asks again and then takes it out of Entra; Still in use brings its reminders back.'

/** The day itself is told again only where other credentials stand between. */
function ifNobodyActs(
  { credential }: CredentialLine,
  among: { readonly isOnly: boolean; readonly isFirst: boolean },
  now: Date,
): string {
  const what = credential.isSamlSigning ? 'sign-ins by SAML' : 'sign-ins'
  if (credential.endAt === null || credential.endAt <= now) {
    return `If nobody acts, ${what} with the expired ${kindWords(credential)} keep failing.`
  }
  const date = dateMacro(credential.endAt)
  if (among.isOnly) return `If nobody acts, ${what} with it fail from that day.`
  return among.isFirst
    ? `If nobody acts, ${what} fail with each one once it has expired, the first on ${date}.`
    : `If nobody acts, ${what} with it fail from ${date}.`
}

function whatRotateDoes({ credential }: CredentialLine): string {
  if (credential.isSamlSigning) {
    return 'Rotate makes the next certificate in Entra. The other side has to trust it before you put it to use with Confirm deployed.'
  }
  return `Rotate makes a new ${kindWords(credential)}, stores it in the vault and keeps the old one until the new one is in use.`
}
