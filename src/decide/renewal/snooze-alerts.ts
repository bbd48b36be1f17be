import { randomUUID } from 'node:crypto'
import { type AlertDays, stageLeadsMs, stageReached } from '../../domain/alert.ts'
import { type Credential, DAY_MS } from '../../domain/credential.ts'
import { canSnooze } from '../../domain/line-powers.ts'
import type { FormMessage } from '../../domain/messages/form.ts'
import { reachableOwners } from '../../domain/person.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'
import type { Actor } from '../actor.ts'
import { chooseLine } from '../choose-line.ts'
import type { Decision } from '../decision.ts'
import { MAX_REASON } from '../max-reason.ts'
import type { Action } from '../parse-action.ts'

const dayChoices = ['1', '3', '7']
/** `Snooze`, first step: asks for how long. */
export function askSnooze(
  application: CurrentApplication,
  keyId: string | undefined,
  problem: string | null = null,
  typed: FormMessage['typed'] = {},
): Decision {
  const line = chooseLine(application, keyId, canSnooze)
  if (line === undefined || !canSnooze(line))
    return { is: 'impossible', text: 'No alert of this application is open, so there is nothing to snooze.' }
  return {
    is: 'ask',
    form: {
      is: 'form',
      form: 'snooze',
      holder: application.holder,
      lines: [line],
      owners: reachableOwners(application.holder.owners),
      candidates: [],
      problem,
      typed,
      dryRun: application.dryRun,
    },
  }
}

/** `Snooze`, second step. Never past the next stage: a snooze must not hide that things become urgent. */
export async function snoozeAlerts(
  ctx: Pick<AppContext, 'approvals'>,
  application: CurrentApplication,
  actor: Actor,
  action: Action,
): Promise<Decision> {
  const line = chooseLine(application, action.keyId, canSnooze)
  if (line === undefined || !canSnooze(line))
    return { is: 'show', news: 'This credential is being dealt with already; nothing was snoozed.' }
  const days = action.days ?? '3'
  const typed = action.reason?.trim() ?? ''
  if (!dayChoices.includes(days))
    return askSnooze(application, line.credential.keyId, 'Please choose from the list.', { days, reason: typed })
  const reason = typed === '' ? null : typed
  if (typed.length > MAX_REASON) {
    const problem = `Please shorten the reason to ${MAX_REASON} characters.`
    return askSnooze(application, line.credential.keyId, problem, { days, reason: typed })
  }

  const { now, alertDays, holder } = application
  const wantedAt = new Date(now.getTime() + Number(days) * DAY_MS)
  const nextAlertAt = nextStageAt(line.credential, now, alertDays)
  const isCut = nextAlertAt < wantedAt
  const untilAt = isCut ? nextAlertAt : wantedAt
  const { keyId } = line.credential
  const detail = `For ${isCut ? 'less than ' : ''}${days} days${reason === null ? '' : `: ${reason}`}`
  await ctx.approvals.snooze(
    { objectId: holder.objectId, keyId, snoozedBy: actor, snoozedAt: now, untilAt, isCut, isDeclined: false, reason },
    { eventId: randomUUID(), at: now, action: 'snoozed', actor, holder, keyId, detail },
  )
  return {
    is: 'recorded',
    news: isCut
      ? 'Snoozed until the next alert is due, which is sooner than you asked.'
      : 'Snoozed. The next alert will be sent in any case when it is due.',
  }
}

/** When the credential reaches its next stage; its end at the latest. */
function nextStageAt(credential: Pick<Credential, 'startAt' | 'endAt'>, now: Date, alertDays: AlertDays): Date {
  const endAt = credential.endAt?.getTime() ?? Number.POSITIVE_INFINITY
  const starts = [...stageLeadsMs(credential, alertDays).map((lead) => endAt - lead), endAt]
  const current = stageReached(credential, now, alertDays)
  const next = starts.find((start) => start > now.getTime())
  return new Date(current === 'expired' || next === undefined ? now.getTime() : next)
}
