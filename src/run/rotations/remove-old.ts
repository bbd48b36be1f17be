import type { Decision } from '../../decide/decision.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'
import { type RemovalOutcome, removeSuperseded } from '../../rotate/remove-superseded.ts'

export const removedNews = 'The old client secret was removed from Entra. Sign-ins with it fail from now on.'

/** Carries out a confirmed removal. `after` is the application without the old one: Entra's reads lag behind. */
export async function runRemoval(
  ctx: AppContext,
  application: CurrentApplication,
  { credential, by }: Decision & { is: 'removeOld' },
): Promise<{ readonly outcome: RemovalOutcome; readonly after: CurrentApplication }> {
  const { holder } = application
  const outcome = await removeSuperseded(ctx, { holder, old: credential, by })
  const credentials = holder.credentials.filter(({ keyId }) => keyId !== credential.keyId)
  return { outcome, after: { ...application, holder: { ...holder, credentials } } }
}
