import type { ApplicationView } from '../domain/application-message.ts'
import type { PlannedNotification } from '../domain/plan.ts'
import { credentialKey, type Decided } from '../domain/situation.ts'
import type { AppContext } from '../ports.ts'

/** The application as the pass saw it, with what has been decided since; nothing is read again for each card. */
export function viewOfPlanned(
  ctx: Pick<AppContext, 'vault' | 'policy'>,
  { holder, findings }: PlannedNotification,
  decided: Decided,
): ApplicationView {
  const keys = findings.map(({ credential }) => credentialKey(holder.objectId, credential.keyId))
  const of = <Value>(values: ReadonlyMap<string, Value>) => keys.flatMap((key) => values.get(key) ?? [])
  return {
    holder: {
      ...holder,
      signInAudience: null,
      credentials: findings.map(({ credential }) => credential),
      owners: findings[0].owners,
    },
    rotations: of(decided.openRotations),
    approvals: of(decided.approvals),
    snoozes: of(decided.snoozes),
    superseded: new Map(),
    vaultUrl: ctx.vault.url,
    alertDays: ctx.policy.alertDays,
    dryRun: ctx.policy.dryRun,
    now: decided.now,
  }
}
