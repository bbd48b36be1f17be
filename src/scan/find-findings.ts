import { type AlertDays, needsAttention, stageReached } from '../domain/alert.ts'
import { type Credential, daysLeft } from '../domain/credential.ts'
import type { Finding, FormerOwner } from '../domain/finding.ts'
import type { Holder, HolderRef } from '../domain/holder.ts'
import { isOrphaned } from '../domain/person.ts'
import { isSelfManaged } from '../domain/self-managed.ts'
import { type SupersessionEvidence, successorOf } from '../domain/superseded.ts'

/** The credentials of one holder that need attention now. */
export function findFindings(
  holder: Holder,
  formerOwners: readonly FormerOwner[],
  evidence: SupersessionEvidence,
  now: Date,
  alertDays: AlertDays,
): Finding[] {
  return holder.credentials.flatMap((credential) => {
    const stage = stageReached(credential, now, alertDays)
    if (stage === undefined || !needsAttention(credential, holder.credentials, stage, now)) return []
    return [
      {
        holder: refOf(holder),
        credential,
        stage,
        daysLeft: daysLeft(credential.endAt, now) ?? 0,
        supersededBy: successorOf(credential, holder.credentials, now, evidence)?.keyId ?? null,
        ...(isSelfManaged(holder, credential) && { isSelfManaged: true }),
        orphaned: isOrphaned(holder.owners),
        owners: holder.owners,
        formerOwners,
      },
    ]
  })
}

/** Credentials that have reached a stage; cheap, so that owners and evidence are read for these alone. */
export function dueCredentials(holder: Holder, now: Date, alertDays: AlertDays): Credential[] {
  return holder.credentials.filter((credential) => {
    const stage = stageReached(credential, now, alertDays)
    return stage !== undefined && needsAttention(credential, holder.credentials, stage, now)
  })
}

function refOf({ kind, objectId, clientId, displayName }: Holder): HolderRef {
  return { kind, objectId, clientId, displayName }
}
