import type { SecondReason } from '../../domain/rotation-request.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'
import type { Standing } from '../actor.ts'
import { readRisks } from '../ownership/read-risks.ts'

/**
 * Why the policy asks for a second person before a secret of this application is rotated; empty: one is enough.
 * `orphaned` is about those who stand in for owners that are not there. Permissions that cannot be read may be high ones.
 */
export async function reasonsForSecond(
  ctx: Pick<AppContext, 'directory' | 'policy' | 'log'>,
  { holder }: CurrentApplication,
  standing: Standing,
): Promise<readonly SecondReason[]> {
  const { fourEyes } = ctx.policy
  const reasons: SecondReason[] = []
  if (fourEyes.includes('orphaned') && standing === 'told') reasons.push('orphaned')
  if (fourEyes.includes('high-privilege')) {
    const { risks, isRiskUnknown } = await readRisks(ctx, holder)
    if (isRiskUnknown) reasons.push('unknown-privilege')
    else if (risks.length > 0) reasons.push('high-privilege')
  }
  return reasons
}
