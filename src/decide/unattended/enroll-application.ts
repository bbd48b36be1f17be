import { randomUUID } from 'node:crypto'
import type { AuditAction } from '../../domain/audit-event.ts'
import { type ApprovalRule, currentKeyId, type Enrollment } from '../../domain/enrollment.ts'
import type { HolderRef } from '../../domain/holder.ts'
import { wholeDays } from '../../domain/lifetime.ts'
import type { CredentialLine } from '../../domain/messages/credential-line.ts'
import { beforeText, type EnrollmentForm, type EnrollmentMessage } from '../../domain/messages/enrollment.ts'
import type { PersonRef } from '../../domain/person.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'
import type { Entitled } from '../actor.ts'
import type { Decision } from '../decision.ts'
import type { ApplicationAction } from '../parse-action.ts'
import { preflight } from '../rotation/preflight.ts'
import { enrollable, enrollmentStatus } from './enrollment-status.ts'
import { parseEnrollment } from './parse-enrollment.ts'

type Powers = Pick<
  AppContext,
  'enrollments' | 'approvals' | 'configured' | 'directory' | 'cards' | 'rotations' | 'policy' | 'clock' | 'log'
>

/** `/unattended`: the settings of unattended rotation, and how it stands. */
export async function showEnrollment(
  ctx: Powers,
  application: CurrentApplication,
  said: Partial<Pick<EnrollmentMessage, 'news' | 'problem' | 'form'>> = {},
): Promise<Decision> {
  const { objectId } = application.holder
  const [enrollment, destinations] = await Promise.all([ctx.enrollments.of(objectId), ctx.configured.about(objectId)])
  const lines = enrollable(application, enrollment)
  return {
    is: 'ask',
    form: {
      is: 'enrollment',
      holder: refOf(application.holder),
      enrollment: enrollment ?? null,
      status: enrollment === undefined ? null : await enrollmentStatus(ctx, application, enrollment),
      form: formOf(ctx, application, enrollment, lines),
      lines,
      destinationCount: destinations.length,
      news: null,
      problem: null,
      dryRun: application.dryRun,
      ...said,
    },
  }
}

/** Enrolls the application, or changes its settings; the last word counts. Owners and administrators. */
export async function enrollApplication(
  ctx: Powers,
  application: CurrentApplication,
  { person, standing }: Entitled,
  action: ApplicationAction,
): Promise<Decision> {
  if (standing === 'told') return ownersOnly
  const before = await ctx.enrollments.of(application.holder.objectId)
  const lines = enrollable(application, before)
  const form = { ...formOf(ctx, application, before, lines), ...typedIn(action) }
  const ready = await preflight(ctx, application.holder, { kind: 'password', isSamlSigning: false })
  // What stands in the way for the moment does not keep anybody from changing the settings.
  if (ready.is === 'refused' && before === undefined) {
    return showEnrollment(ctx, application, { problem: ready.why, form })
  }
  const longestDays = ready.is === 'ready' ? (ready.longestDays ?? null) : null
  const parsed = parseEnrollment(form, longestDays)
  if (parsed.is === 'wrong') return showEnrollment(ctx, application, { problem: parsed.problem, form })
  const { keyId } = parsed.settings
  const isKnown = lines.some(({ credential }) => credential.keyId === keyId)
  if (!isKnown && before === undefined) {
    return { is: 'impossible', text: 'This application has no client secret that Keyturn could rotate.' }
  }
  // The line goes on where it began: what was enrolled comes back if its rotation is undone.
  const goesOn = before !== undefined && (!isKnown || keyId === currentKeyId(before, application.rotations))
  const enrollment: Enrollment = {
    ...parsed.settings,
    keyId: goesOn ? before.keyId : keyId,
    holder: refOf(application.holder),
    enrolledBy: person,
    enrolledAt: ctx.clock.now(),
  }
  const { lifetimeDays, rotateBefore, approval } = enrollment
  const detail = `${lifetimeDays} days, rotated ${beforeText(rotateBefore)} before the end, approval ${approval}`
  await ctx.enrollments.save(enrollment, eventOf(ctx, 'enrolled', application.holder, person, detail))
  const news = application.dryRun ? savedInDryRun : savedNews(enrollment, longestDays)
  return showEnrollment(ctx, application, { news })
}

const savedInDryRun = 'Saved. This is a dry run, so nothing is rotated by the schedule, and alerts go on.'

const savedWords: Readonly<Record<ApprovalRule, string>> = {
  each: 'Saved. Keyturn asks somebody to agree each time this secret is due.',
  yearly: 'Saved. Keyturn asks somebody to agree once a year, and else rotates this secret by itself.',
  never: 'Saved. Keyturn rotates this secret by itself from now on.',
}

function savedNews({ lifetimeDays, rotateBefore, approval }: Enrollment, longestDays: number | null): string {
  const days = Math.min(lifetimeDays, longestDays ?? lifetimeDays)
  const isCut = days < lifetimeDays
  const isEarly = 'hours' in rotateBefore && rotateBefore.hours > days * 12
  return [
    savedWords[approval],
    ...(isCut
      ? [`The tenant's policy allows ${wholeDays(days)} days at most, so new secrets live no longer than that.`]
      : []),
    ...(isEarly ? ['A secret is rotated when half of its life has passed, not sooner.'] : []),
  ].join(' ')
}

export async function endEnrollment(
  ctx: Powers,
  application: CurrentApplication,
  { person, standing }: Entitled,
): Promise<Decision> {
  if (standing === 'told') return ownersOnly
  const enrollment = await ctx.enrollments.of(application.holder.objectId)
  if (enrollment !== undefined) {
    await ctx.enrollments.remove(
      enrollment,
      eventOf(ctx, 'enrollment-ended', application.holder, person, 'Switched off'),
    )
  }
  return showEnrollment(ctx, application, { news: 'Switched off. Alerts ask people again, as before.' })
}

const ownersOnly: Decision = {
  is: 'refuse',
  text: 'Only owners and administrators switch unattended rotation. Nothing was changed.',
}

function formOf(
  ctx: Pick<AppContext, 'policy'>,
  { rotations }: CurrentApplication,
  enrollment: Enrollment | undefined,
  lines: readonly CredentialLine[],
): EnrollmentForm {
  const quiet = enrollment?.quietHours
  const enrolled = enrollment && currentKeyId(enrollment, rotations)
  const isThere = lines.some(({ credential }) => credential.keyId === enrolled)
  return {
    keyId: (isThere ? enrolled : lines[0]?.credential.keyId) ?? enrolled ?? '',
    lifetime: String(enrollment?.lifetimeDays ?? ctx.policy.rotationLifetimeDays),
    before: enrollment === undefined ? '' : beforeText(enrollment.rotateBefore),
    soak: enrollment?.soakHours == null ? '' : `${enrollment.soakHours} hours`,
    approval: enrollment?.approval ?? 'never',
    quiet: quiet == null ? '' : `${quiet.from}-${quiet.to}`,
    zone: enrollment?.timeZone ?? 'UTC',
    freezes: (enrollment?.freezes ?? []).map(({ from, to }) => `${from}..${to}`).join(', '),
  }
}

function typedIn(action: ApplicationAction): Partial<EnrollmentForm> {
  const { keyId, lifetime, before, soak, approval, quiet, zone, freezes } = action
  const typed = { keyId, lifetime, before, soak, approval, quiet, zone, freezes }
  return Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined))
}

function eventOf(
  ctx: Pick<AppContext, 'clock'>,
  action: AuditAction,
  holder: HolderRef,
  actor: PersonRef,
  detail: string,
) {
  return { eventId: randomUUID(), at: ctx.clock.now(), action, actor, holder: refOf(holder), keyId: null, detail }
}

function refOf({ kind, objectId, clientId, displayName }: HolderRef): HolderRef {
  return { kind, objectId, clientId, displayName }
}
