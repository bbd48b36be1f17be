import {
  approvalWords,
  beforeText,
  type EnrollmentForm,
  type EnrollmentMessage,
} from '../domain/messages/enrollment.ts'
import { backButton, type CardButton, cardButton } from './card-button.ts'
import { counted } from './count-words.ts'
import { type Choice, credentialChoices } from './credential-choices.ts'
import { holderAbout, inertHolderName, inertPersonName } from './credential-words.ts'
import { inertText, SENTENCE_LENGTH } from './neutralize.ts'
import { nextRotationWords } from './schedule-words.ts'
import { dateMacro } from './time-words.ts'

/** What `templates/enrollment.json` binds. */
export interface EnrollmentView {
  readonly summary: string
  readonly dryRun: boolean
  readonly name: string
  readonly about: string
  readonly news: string
  readonly problem: string
  readonly isOn: boolean
  readonly status: readonly string[]
  readonly credentials: readonly Choice[]
  readonly typed: Readonly<Record<keyof EnrollmentForm, string>>
  readonly buttons: readonly CardButton[]
}

export function enrollmentView(message: EnrollmentMessage, now: Date, maxChoices: number): EnrollmentView {
  const { holder, enrollment, form } = message
  const name = inertHolderName(holder)
  const canEnroll = enrollment !== null || message.lines.length > 0
  const credentials = message.lines.length > 1 ? credentialChoices(message.lines, now, maxChoices) : []
  const keyId = message.lines.length === 1 ? message.lines[0]?.credential.keyId : undefined
  return {
    summary: `${name}: unattended rotation is ${enrollment === null ? 'off' : 'on'}`,
    dryRun: message.dryRun,
    name,
    about: holderAbout(holder),
    news: inertText(message.news ?? '', SENTENCE_LENGTH),
    problem: inertText(message.problem ?? '', SENTENCE_LENGTH),
    isOn: enrollment !== null,
    status: statusLines(message, now),
    credentials,
    typed: {
      keyId: credentials.find(({ value }) => value === form.keyId)?.value ?? credentials[0]?.value ?? '',
      lifetime: inertText(form.lifetime),
      before: inertText(form.before),
      soak: inertText(form.soak),
      approval: ['each', 'yearly', 'never'].includes(form.approval) ? form.approval : 'never',
      quiet: inertText(form.quiet),
      zone: inertText(form.zone),
      freezes: inertText(form.freezes, SENTENCE_LENGTH),
    },
    buttons: [
      ...(canEnroll ? [cardButton('enroll', holder, { keyId, readsInputs: true })] : []),
      ...(enrollment === null ? [] : [cardButton('endEnrollment', holder, { readsInputs: false })]),
      backButton(holder),
    ],
  }
}

function statusLines(message: EnrollmentMessage, now: Date): readonly string[] {
  const { enrollment, status, lines, destinationCount, dryRun } = message
  const where =
    destinationCount === 0
      ? 'It has no destination yet: a new secret stays in the vault until somebody deploys it. An administrator can add one with /destinations.'
      : `New secrets go to ${counted(destinationCount, 'destination')}.`
  if (enrollment === null) {
    const none = lines.length === 0 ? ['It has no client secret that Keyturn could rotate.'] : []
    return ['Off: alerts ask people to rotate.', ...none, where]
  }
  const { lifetimeDays, rotateBefore, soakHours, approval, enrolledBy, enrolledAt } = enrollment
  const stays = soakHours === null ? 'a week, or until it ends' : counted(soakHours, 'hour')
  const rule = `${counted(lifetimeDays, 'day')} each, rotated when less than ${beforeText(rotateBefore)} of it is left; ${approvalWords[approval]}`
  return [
    `On: ${rule}. The old one stays for ${stays}.`,
    `Last rotated: ${dated(status?.lastRotatedAt ?? null, 'not by Keyturn yet')}. Expires: ${dated(status?.endAt ?? null, 'not known')}. Next rotation: ${status === null ? 'not known' : nextRotationWords(status, dryRun, now)}.`,
    where,
    `Set up by ${inertPersonName(enrolledBy)} on ${dateMacro(enrolledAt)}.`,
  ]
}

function dated(at: Date | null, otherwise: string): string {
  return at === null ? otherwise : dateMacro(at)
}
