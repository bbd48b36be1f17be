import { randomUUID } from 'node:crypto'
import type { Approval } from '../../domain/approval.ts'
import { DAY_MS } from '../../domain/credential.ts'
import { canRotate } from '../../domain/line-powers.ts'
import type { CredentialLine } from '../../domain/messages/credential-line.ts'
import type { FormMessage } from '../../domain/messages/form.ts'
import { reachableOwners } from '../../domain/person.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'
import type { Actor, Entitled } from '../actor.ts'
import { chooseRotatable, isMatter } from '../choose-line.ts'
import type { Decision } from '../decision.ts'
import { MAX_REASON } from '../max-reason.ts'
import type { Action } from '../parse-action.ts'
import { rotateOrRequest } from '../rotation/request-rotation.ts'

const daysBeforeChoices = ['14', '7', '3', '1', 'now']
/** `Approve renewal`, first step: asks for the reason and the day. */
export function askRenewal(
  application: CurrentApplication,
  keyId: string | undefined,
  problem: string | null = null,
  typed: FormMessage['typed'] = {},
): Decision {
  const lines = keyId === undefined ? linesToRenew(application) : [chooseRotatable(application, keyId)].filter(isLine)
  if (lines.length === 0) return { is: 'impossible', text: 'No client secret of this application waits for a renewal.' }
  return {
    is: 'ask',
    form: {
      is: 'form',
      form: 'approveRenewal',
      holder: application.holder,
      lines,
      owners: reachableOwners(application.holder.owners),
      candidates: [],
      problem,
      typed,
      dryRun: application.dryRun,
    },
  }
}

/** `Approve renewal`, second step: records the review and lets the rotation run at the chosen time. */
export async function approveRenewal(
  ctx: Pick<AppContext, 'approvals' | 'clock' | 'directory' | 'enrollments' | 'policy' | 'log'>,
  application: CurrentApplication,
  entitled: Entitled,
  action: Action,
): Promise<Decision> {
  const line = chooseRotatable(application, action.keyId)
  if (line === undefined)
    return { is: 'impossible', text: 'This credential is no longer in Entra. Nothing was recorded.' }
  if (!canRotate(line))
    return { is: 'show', news: 'This credential is being dealt with already; nothing was recorded.' }

  const reason = action.reason?.trim() ?? ''
  const daysBefore = action.daysBefore ?? '7'
  const problem = problemWith(reason, daysBefore, line)
  if (problem !== null) return askRenewal(application, line.credential.keyId, problem, { reason, daysBefore })
  if (application.dryRun) {
    return { is: 'show', news: 'Dry run: the renewal would be approved and rotated by itself. Nothing was recorded.' }
  }
  if (daysBefore === 'now') return rotateOrRequest(ctx, application, entitled, { credential: line.credential, reason })

  await ctx.approvals.approve(
    ...recordOf(application, line, entitled.person, reason, rotateAtOf(line, Number(daysBefore), ctx.clock.now())),
  )
  return { is: 'recorded', news: 'Renewal approved. The secret will be rotated by itself at the chosen time.' }
}

function recordOf(
  application: CurrentApplication,
  line: CredentialLine,
  actor: Actor,
  reason: string,
  rotateAt: Date,
): Parameters<AppContext['approvals']['approve']> {
  const { objectId } = application.holder
  const { keyId } = line.credential
  const approval: Approval = { objectId, keyId, approvedBy: actor, approvedAt: application.now, reason, rotateAt }
  return [
    approval,
    {
      eventId: `${randomUUID()}`,
      at: application.now,
      action: 'renewal-approved',
      actor,
      holder: application.holder,
      keyId,
      detail: reason,
    },
  ]
}

/** Never in the past: an approval that comes late rotates at the next pass. */
function rotateAtOf({ credential }: CredentialLine, daysBefore: number, now: Date): Date {
  const wanted = (credential.endAt?.getTime() ?? now.getTime()) - daysBefore * DAY_MS
  return new Date(Math.max(wanted, now.getTime()))
}

function problemWith(reason: string, daysBefore: string, { credential }: CredentialLine): string | null {
  if (reason === '') return 'Please give the reason: why does this application still need the secret?'
  if (reason.length > MAX_REASON) return `Please shorten the reason to ${MAX_REASON} characters.`
  if (!daysBeforeChoices.includes(daysBefore)) return 'Please choose when to rotate from the list.'
  // A day before no end would be today, which nobody asked for.
  return credential.endAt === null && daysBefore !== 'now'
    ? 'It has no known end date, so there is no day to wait for. Send this again to replace it now, as Rotate does.'
    : null
}

/** The credential that a review is about: the named one, else the most urgent that waits for a renewal. */
export function renewableLine(application: CurrentApplication, keyId: string | undefined): CredentialLine | undefined {
  const line = chooseRotatable(application, keyId)
  return line !== undefined && canRotate(line) ? line : undefined
}

function linesToRenew(application: CurrentApplication): CredentialLine[] {
  return application.holder.credentials
    .map(({ keyId }) => chooseRotatable(application, keyId))
    .filter(isLine)
    .filter((line) => canRotate(line) && line.stage !== null && isMatter(application, line))
}

function isLine(line: CredentialLine | undefined): line is CredentialLine {
  return line !== undefined
}
