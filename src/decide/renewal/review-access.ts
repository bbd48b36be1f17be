import type { AccessReview } from '../../domain/access-review.ts'
import { latestRotation } from '../../domain/application-message.ts'
import type { Credential } from '../../domain/credential.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'
import { within } from '../within.ts'

type Powers = Pick<AppContext, 'directory' | 'configured' | 'policy' | 'log'>

/** Teams drops a click that is not answered within seconds; what is not read by then is shown as unknown. */
const READ_WITHIN_MS = 4_000

/** Gathers what the reviewer of one credential needs. Nothing that cannot be read keeps the review from being shown. */
export async function reviewAccess(
  ctx: Powers,
  { holder, rotations }: CurrentApplication,
  credential: Credential,
): Promise<AccessReview> {
  const [granted, signIns, configured] = await Promise.all([
    inTime(ctx, ctx.directory.permissionsOf(holder.clientId)),
    inTime(ctx, ctx.directory.lastSignIns(holder.clientId)),
    ctx.configured.about(holder.objectId),
  ])
  const permissions = granted?.map(({ value }) => value).toSorted() ?? null
  const maker = rotations.find(({ newKeyId }) => newKeyId === credential.keyId)
  const rotation = latestRotation(rotations, credential.keyId)
  const asked = rotation?.state === 'proposed' ? rotation.request : null
  return {
    permissions,
    highPrivilege: ctx.policy.highPrivilegePermissions.filter((value) => permissions?.includes(value) === true),
    lastSignInAt: signIns?.get(credential.keyId) ?? null,
    createdAt: credential.startAt,
    lastRotation: maker === undefined ? null : { by: maker.approvedBy, at: maker.escrowedAt ?? maker.approvedAt },
    destinations: configured.map(({ target }) => target),
    request: asked == null ? null : { by: asked.requestedBy, reason: rotation?.reason ?? '', until: asked.expiresAt },
  }
}

async function inTime<T>(ctx: Pick<AppContext, 'log'>, reading: Promise<T>): Promise<T | undefined> {
  try {
    return await within(READ_WITHIN_MS, reading)
  } catch (error) {
    ctx.log.warn({ error: String(error) }, 'Part of an access review could not be read')
    return undefined
  }
}
