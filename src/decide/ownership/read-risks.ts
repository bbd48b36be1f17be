import type { HolderRef } from '../../domain/holder.ts'
import type { Nomination } from '../../domain/nomination.ts'
import type { AppContext } from '../../ports.ts'

export type Risks = Pick<Nomination, 'risks' | 'isRiskUnknown'>

/** What an owner of this application could do with its permissions. What cannot be read counts as unknown, never as harmless. */
export async function readRisks(
  ctx: Pick<AppContext, 'directory' | 'policy' | 'log'>,
  { clientId }: Pick<HolderRef, 'clientId'>,
): Promise<Risks> {
  try {
    const granted = new Set((await ctx.directory.permissionsOf(clientId)).map(({ value }) => value))
    return { risks: ctx.policy.highPrivilegePermissions.filter((value) => granted.has(value)), isRiskUnknown: false }
  } catch (error) {
    ctx.log.warn({ clientId, error: String(error) }, 'Permissions of an application could not be read')
    return { risks: [], isRiskUnknown: true }
  }
}
