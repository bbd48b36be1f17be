import type { CredentialLine, CredentialState } from '../domain/messages/credential-line.ts'
import type { VaultSecretRef } from '../domain/rotation.ts'
import type { SecondReason } from '../domain/rotation-request.ts'
import { credentialName, inertPersonName, nameList } from './credential-words.ts'
import { deliverySentence } from './destination-words.ts'
import { inertText, SENTENCE_LENGTH } from './neutralize.ts'
import { dateMacro, dateTimeMacro, untilWords } from './time-words.ts'

/** Sentences about one credential's state, each for one `TextRun`. */
export function stateSentences(line: CredentialLine, now: Date): readonly string[] {
  return [...sentencesOf(line, now), ...removalSentences(line)]
}

function sentencesOf(line: CredentialLine, now: Date): readonly string[] {
  const state = line.state
  switch (state.is) {
    case 'due':
      return line.stage === 'expired' ? ['Sign-ins with it fail.'] : []
    case 'superseded':
      return [supersededSentence(state, now)]
    case 'snoozed':
      return snoozedSentences(state)
    case 'renewalApproved':
      return approvedSentences(state, now)
    case 'requested':
      return requestedSentences(state)
    case 'rotating':
      return rotatingSentences(state)
    case 'awaitingDeployment':
      return awaitingSentences(state, now)
    case 'soaking':
      return soakingSentences(state, now)
    case 'undoing':
      return undoingSentences(state)
    case 'removing':
      return [
        state.by === null
          ? `Since ${dateTimeMacro(state.at)} nothing speaks against removing the old one.`
          : `${inertPersonName(state.by)} confirmed the new one on ${dateTimeMacro(state.at)}. The old one is being removed.`,
        ...takingLonger(state.problem),
      ]
    case 'rotated':
      return rotatedSentences(state, now)
    case 'parked':
      return [
        `Stopped on ${dateTimeMacro(state.at)}. ${inertText(state.problem, SENTENCE_LENGTH)}`,
        ...state.deliveries.map(deliverySentence),
      ]
    case 'removed':
      return [`Removed from Entra by ${inertPersonName(state.by)} on ${dateTimeMacro(state.at)}.`]
    case 'gone':
      return [`No longer in Entra, noticed on ${dateMacro(state.at)}. Keyturn did not remove it.`]
  }
}

type StateOf<Is extends CredentialState['is']> = Extract<CredentialState, { readonly is: Is }>

function undoingSentences({ by, at, problem, deliveries }: StateOf<'undoing'>): readonly string[] {
  const who = by === null ? 'Keyturn' : inertPersonName(by)
  const isAsking = deliveries.some(({ state }) => state === 'askingBack')
  const isCalm = problem === null && !isAsking
  return [
    `${who} began to take the rotation back on ${dateTimeMacro(at)}. ${inertText(problem ?? '', SENTENCE_LENGTH)}`,
    ...deliveries.map(deliverySentence),
    ...(isCalm ? ['The old one is put back everywhere, then the new one is removed; nothing to do yet.'] : []),
    ...(isAsking
      ? [
          'Next: see that the previous secret is in use there, then choose Confirm deployed. The new one stays until then, or until nothing has signed in with it for a day.',
        ]
      : []),
  ]
}

function supersededSentence({ successor }: StateOf<'superseded'>, now: Date): string {
  const since = successor.startAt === null ? '' : `, there since ${dateMacro(successor.startAt)}`
  return `Replaced by ${credentialName(successor)}${since} and valid ${untilWords(successor.endAt, now)}.`
}

function snoozedSentences(state: StateOf<'snoozed'>): readonly string[] {
  const why = state.isCut ? ', when the next alert is due' : ''
  const said =
    state.declinedAt === null
      ? `Snoozed by ${inertPersonName(state.by)} until ${dateMacro(state.untilAt)}${why}.`
      : `${inertPersonName(state.by)} declined the renewal on ${dateMacro(state.declinedAt)}: it will lapse, without reminders.`
  return [said, ...(state.reason === null ? [] : [`Reason: ${inertText(state.reason, SENTENCE_LENGTH)}`])]
}

function approvedSentences(state: StateOf<'renewalApproved'>, now: Date): readonly string[] {
  const when = state.rotateAt <= now ? 'in its next pass' : `on ${dateMacro(state.rotateAt)}`
  return [
    `${inertPersonName(state.by)} approved the renewal on ${dateMacro(state.at)}. Keyturn rotates it ${when}.`,
    `Reason: ${inertText(state.reason, SENTENCE_LENGTH) || 'none given'}`,
  ]
}

const secondWords: Readonly<Record<SecondReason, string>> = {
  'high-privilege': 'it may do a lot in this tenant',
  'unknown-privilege': 'what it may do could not be read',
  orphaned: 'it has no reachable owner',
  'each-time': 'its owner wants to be asked each time',
}

function requestedSentences(state: StateOf<'requested'>): readonly string[] {
  const who = state.by === null ? 'A rotation is due by schedule' : `${inertPersonName(state.by)} wants to rotate it`
  const why = state.because.map((reason) => secondWords[reason]).join(', and ')
  return [
    `${who}, since ${dateTimeMacro(state.at)}. A second person has to agree, because ${why}.`,
    `Reason: ${inertText(state.reason, SENTENCE_LENGTH) || 'none given'}`,
    `${askedWords(state)} Without an answer the request ends on ${dateTimeMacro(state.untilAt)}.`,
  ]
}

function askedWords({ approvers, isAlone }: Pick<StateOf<'requested'>, 'approvers' | 'isAlone'>): string {
  if (isAlone) return 'Nobody can be asked: no other owner, no manager and no other administrator can be reached.'
  const asked = nameList(approvers, inertPersonName, 3)
  return asked === '' ? 'Somebody is being asked.' : `Asked to agree: ${asked}.`
}

function takingLonger(problem: string | null): readonly string[] {
  return problem === null ? [] : [`Taking longer: ${inertText(problem, SENTENCE_LENGTH)}`]
}

const phaseWords = {
  making: 'A new one is being made',
  proving: 'The new one is in the vault and being tried out',
  delivering: 'The new one is being delivered',
} as const

function rotatingSentences(state: StateOf<'rotating'>): readonly string[] {
  return [
    `${inertPersonName(state.by)} started a rotation on ${dateTimeMacro(state.at)}. ${phaseWords[state.phase]}; nothing to do yet.`,
    ...(state.phase === 'delivering' ? state.deliveries.map(deliverySentence) : []),
    ...takingLonger(state.problem),
  ]
}

function soakingSentences(state: StateOf<'soaking'>, now: Date): readonly string[] {
  return [
    `The new one was delivered on ${dateTimeMacro(state.at)}, valid ${untilWords(state.newEndAt, now)}; ${inertPersonName(state.by)} approved it.`,
    ...state.deliveries.map(deliverySentence),
    state.problem === null
      ? `The old one is removed by itself after ${dateTimeMacro(state.untilAt)}, unless something still uses it.`
      : `⚠ ${inertText(state.problem, SENTENCE_LENGTH)}`,
  ]
}

const samlSteps = [
  'It is in Entra, under Single sign-on, and not in use yet: sign-ins would fail wherever it is not trusted.',
]

function inVault(vaultUrl: string, { name, version }: VaultSecretRef): string {
  return `It is in ${vaultHost(vaultUrl)} as ${inertText(name)}, version ${inertText(version).slice(0, 8)}…`
}

function nextStep({ secret, deliveries }: StateOf<'awaitingDeployment'>): string {
  if (secret === null) {
    return 'Next: give the new one to the other side, by the federation metadata. When it is trusted there, choose Confirm deployed: Entra signs with it from then on.'
  }
  return deliveries.some(({ state }) => state === 'asking')
    ? 'Next: look there, then choose Confirm deployed. Until then the old one stays.'
    : 'Next: deploy it, then choose Confirm deployed. Until then the old one stays.'
}

function removalSentences({ removal }: CredentialLine): readonly string[] {
  if (removal === null) return []
  const { requestedBy, rotationId, approvers, aloneSinceAt, expiresAt } = removal
  const [what, button] = rotationId === null ? ['it', 'Not needed any more'] : ['the old one', 'Remove old']
  return [
    `${inertPersonName(requestedBy)} wants ${what} removed at once. Another person has to choose ${button} as well.`,
    `${askedWords({ approvers, isAlone: aloneSinceAt !== null })} Without an answer the request ends on ${dateTimeMacro(expiresAt)}.`,
  ]
}

function awaitingSentences(state: StateOf<'awaitingDeployment'>, now: Date): readonly string[] {
  return [
    `${inertPersonName(state.by)} had a new one made on ${dateTimeMacro(state.at)}, valid ${untilWords(state.newEndAt, now)}.`,
    ...(state.secret === null ? samlSteps : [inVault(state.vaultUrl, state.secret)]),
    ...state.deliveries.map(deliverySentence),
    nextStep(state),
    ...(state.problem === null
      ? []
      : [`⚠ Last try to remove the old one: ${inertText(state.problem, SENTENCE_LENGTH)}`]),
  ]
}

function rotatedSentences(state: StateOf<'rotated'>, now: Date): readonly string[] {
  const place =
    state.secret === null ? [] : [`It is in ${vaultHost(state.vaultUrl)} as ${inertText(state.secret.name)}.`]
  return [
    `Rotated by ${inertPersonName(state.by)} on ${dateTimeMacro(state.at)}. The new one is valid ${untilWords(state.newEndAt, now)}.`,
    ...place,
  ]
}

function vaultHost(vaultUrl: string): string {
  return inertText(URL.parse(vaultUrl)?.host ?? vaultUrl)
}
