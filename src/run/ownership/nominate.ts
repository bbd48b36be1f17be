import { randomUUID } from 'node:crypto'
import type { Decision } from '../../decide/decision.ts'
import { DAY_MS } from '../../domain/credential.ts'
import { type Nomination, needsApproval } from '../../domain/nomination.ts'
import { type Person, type PersonRef, personName } from '../../domain/person.ts'
import { askAbout } from '../../notify/send-nomination.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'
import { readAdministrators } from '../requests/read-administrators.ts'
import { nominationEvent } from './move-nomination.ts'
import { tellOfNomination } from './nomination-notice.ts'

/** Names somebody for an application. Returns the sentence for whoever did; asking goes on behind the answer. */
export async function nominate(
  ctx: AppContext,
  application: CurrentApplication,
  { nominee, by, risks, isRiskUnknown }: Decision & { is: 'nominate' },
): Promise<{ readonly news: string; readonly followUp: (() => Promise<void>) | null }> {
  const name = nominee.personId === by.personId ? 'You' : personName(nominee)
  if (application.dryRun)
    return { news: `Dry run: ${personName(nominee)} would be asked. Nothing was changed.`, followUp: null }
  const now = ctx.clock.now()
  const { kind, objectId, clientId, displayName } = application.holder
  const draft = { nominee: refOf(nominee), nominatedBy: by, risks, isRiskUnknown }
  const isGated = needsApproval(draft)
  if (isGated && (await approversOf(ctx, draft)).length === 0) {
    return {
      news: 'A second person has to approve this, and Keyturn knows no other administrator. Nothing was changed. Add one to ADMIN_USER_IDS or to the administrators’ group.',
      followUp: null,
    }
  }
  const nomination: Nomination = {
    ...draft,
    nominationId: randomUUID(),
    holder: { kind, objectId, clientId, displayName },
    nominatedAt: now,
    state: isGated ? 'awaitingApproval' : 'awaitingNominee',
    sequence: 0,
    expiresAt: new Date(now.getTime() + ctx.policy.nominationExpiryDays * DAY_MS),
    approvedBy: null,
    reason: null,
    changedAt: now,
  }
  if (!(await ctx.nominations.start(nomination, nominationEvent(nomination, 'owner-nominated', by)))) {
    return {
      news: `${name} ${name === 'You' ? 'have' : 'has'} been named already; the answer is awaited.`,
      followUp: null,
    }
  }
  const news = isGated
    ? `${name} ${name === 'You' ? 'were' : 'was'} named as the new owner. An administrator has to approve it first.`
    : `${name} was asked to become the owner. I will tell you the answer.`
  return { news, followUp: () => askFirst(ctx, nomination, application) }
}

/**
 * Asks whoever has to answer next. Where nobody could be reached, whoever named them hears it this once: the schedule
 * tries again in silence, and a question that reaches nobody escalates when it expires.
 */
export async function askFirst(
  ctx: AppContext,
  nomination: Nomination,
  application: CurrentApplication,
): Promise<void> {
  if (await askNext(ctx, nomination, application)) return
  const name = nomination.state === 'awaitingApproval' ? 'No administrator' : personName(nomination.nominee)
  const text = `${name} could not be reached in Teams yet. I keep trying; you can also name somebody else.`
  await tellOfNomination(ctx, nomination, nomination.nominatedBy, text)
}

/** False: nobody could be reached. */
export async function askNext(
  ctx: AppContext,
  nomination: Nomination,
  application: CurrentApplication,
): Promise<boolean> {
  const isGated = nomination.state === 'awaitingApproval'
  const people = isGated ? await approversOf(ctx, nomination) : [nomination.nominee]
  return askAbout(ctx, nomination, application, isGated ? 'approver' : 'nominee', people)
}

/** Administrators who are neither named nor have named: a second person. */
async function approversOf(ctx: AppContext, of: Pick<Nomination, 'nominee' | 'nominatedBy'>): Promise<Person[]> {
  const involved = [of.nominee.personId, of.nominatedBy.personId]
  return (await readAdministrators(ctx)).filter(({ personId }) => !involved.includes(personId))
}

function refOf({ personId, displayName }: PersonRef): PersonRef {
  return { personId, displayName }
}
