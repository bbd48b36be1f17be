import type { CredentialLine } from '../domain/messages/credential-line.ts'
import type { FormMessage } from '../domain/messages/form.ts'
import { backButton, type CardButton, cardButton, requestIdOf } from './card-button.ts'
import { type Choice, credentialChoices } from './credential-choices.ts'
import {
  credentialName,
  holderAbout,
  inertHolderName,
  inertPersonName,
  kindWords,
  nameList,
} from './credential-words.ts'
import { evidenceWords } from './evidence-words.ts'
import { inertName, inertText, SENTENCE_LENGTH } from './neutralize.ts'
import { type ReviewFact, reviewFacts } from './review-facts.ts'
import { expiryPhrase } from './time-words.ts'
import { daysBeforeChoices } from './when-choices.ts'

/** What `templates/assign-owner.json`, `approve-renewal.json`, `decline.json` and `snooze.json` bind. */
export interface FormView {
  readonly summary: string
  readonly dryRun: boolean
  readonly problem: string
  readonly name: string
  readonly about: string
  /** The owners now for `assignOwner`, otherwise the one credential that the form is about. */
  readonly subject: string
  /** Empty unless the person has to choose a credential. */
  readonly credentials: readonly Choice[]
  readonly people: readonly Choice[]
  readonly whens: readonly Choice[]
  readonly review: readonly ReviewFact[]
  /** What declining means; empty on other forms. */
  readonly consequence: string
  readonly mayHandOver: boolean
  /** By input id: what stands in it at first. */
  readonly typed: {
    readonly keyId: string
    readonly personId: string
    readonly person: string
    readonly reason: string
    readonly daysBefore: string
    readonly days: string
  }
  readonly buttons: readonly CardButton[]
}

export function formView(message: FormMessage, now: Date, maxChoices: number): FormView {
  const { holder, form } = message
  const only = message.lines.length === 1 ? message.lines[0] : undefined
  const credentials = message.lines.length > 1 ? credentialChoices(message.lines, now, maxChoices) : []
  const people = message.candidates.slice(0, maxChoices).map(personChoice)
  const isRequest = message.review?.request != null || message.lines.some(({ state }) => state.is === 'requested')
  const isRemoval = !isRequest && message.lines.some(({ removal }) => removal !== null)
  const whens = isRequest ? [] : daysBeforeChoices(message.lines, now)
  const canSend = form === 'assignOwner' || message.lines.length > 0
  const requestId = requestIdOf(form, only)
  const named = { keyId: only?.credential.keyId, form, requestId, isDryRun: message.dryRun }
  const send = cardButton(form, holder, { ...named, readsInputs: true })
  const name = inertHolderName(holder)
  return {
    summary: `${name}: ${titles[form]}`,
    dryRun: message.dryRun,
    problem: inertText(message.problem ?? '', SENTENCE_LENGTH),
    name,
    about: holderAbout(holder),
    subject: form === 'assignOwner' ? ownersNow(message) : credentialSubject(message.lines, only, now),
    credentials,
    people,
    whens,
    review: reviewFacts(message.review ?? null),
    consequence: form === 'decline' ? consequences[isRequest ? 'request' : isRemoval ? 'removal' : 'renewal'] : '',
    mayHandOver: message.mayHandOver === true,
    typed: typedValues(message.typed, { credentials, people, whens }),
    buttons: [...(canSend ? [send, ...declineBeside(message, only)] : []), backButton(holder)],
  }
}

/** A review may end either way. */
function declineBeside({ form, holder, lines }: FormMessage, only: CredentialLine | undefined): readonly CardButton[] {
  const isRequest = lines.some(({ state, removal }) => state.is === 'requested' || removal !== null)
  if (form === 'decline' && !isRequest) {
    return [cardButton('openNotNeeded', holder, { keyId: only?.credential.keyId, readsInputs: only === undefined })]
  }
  if (form !== 'approveRenewal') return []
  const named = { keyId: only?.credential.keyId, requestId: requestIdOf('openDecline', only) }
  return [cardButton('openDecline', holder, { ...named, readsInputs: only === undefined })]
}

/** What was typed, where it can still be chosen; otherwise what most people want. */
function typedValues(
  typed: FormMessage['typed'],
  { credentials, people, whens }: Pick<FormView, 'credentials' | 'people' | 'whens'>,
): FormView['typed'] {
  return {
    keyId: offered(credentials, typed.keyId) ?? credentials[0]?.value ?? '',
    personId: offered(people, typed.personId) ?? '',
    person: inertText(typed.person ?? ''),
    reason: inertText(typed.reason ?? '', SENTENCE_LENGTH),
    daysBefore: offered(whens, typed.daysBefore) ?? offered(whens, '7') ?? whens[0]?.value ?? 'now',
    days: ['1', '3', '7'].find((days) => days === typed.days) ?? '3',
  }
}

const titles: Readonly<Record<FormMessage['form'], string>> = {
  assignOwner: 'assign a new owner',
  approveRenewal: 'approve the renewal',
  decline: 'decline',
  snooze: 'snooze',
}

const consequences = {
  request: 'Nothing is rotated, and whoever asked is told why.',
  removal: 'Nothing is removed, and whoever asked is told why.',
  renewal: 'It will lapse: nobody is reminded again before it ends.',
} as const

function ownersNow(message: FormMessage): string {
  return `Owners now: ${nameList(message.owners, inertPersonName, 3) || 'none'}`
}

function credentialSubject(lines: readonly CredentialLine[], only: CredentialLine | undefined, now: Date): string {
  if (lines.length === 0) return 'No credential here needs this any more.'
  if (only === undefined) return ''
  const { credential } = only
  return `${credentialName(credential)}: ${kindWords(credential)} ${expiryPhrase(credential.endAt, now)}`
}

function personChoice(person: FormMessage['candidates'][number]): Choice {
  const address = inertName(person.mail ?? person.userPrincipalName, '')
  const name = inertPersonName(person)
  const why = person.evidence?.map(evidenceWords).join(', ') ?? ''
  const title = [address === '' ? name : `${name} (${address})`, why].filter(Boolean).join(': ')
  return { title, value: person.personId }
}

function offered(choices: readonly Choice[], value: string | undefined): string | undefined {
  return choices.find((choice) => choice.value === value)?.value
}
