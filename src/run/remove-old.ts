import type { Decision } from '../decide/decision.ts'
import type { AppContext, CurrentApplication } from '../ports.ts'
import { removeSuperseded } from '../rotate/remove-superseded.ts'

/** Carries out a confirmed removal. The application comes back as it is afterwards: Entra's reads lag behind. */
export async function runRemoval(
  ctx: AppContext,
  application: CurrentApplication,
  { credential, by }: Decision & { is: 'removeOld' },
): Promise<{ readonly application: CurrentApplication; readonly news: string }> {
  const { holder } = application
  const outcome = await removeSuperseded(ctx, { holder, old: credential, by })
  if (outcome.is === 'kept') return { application, news: outcome.why }
  const credentials = holder.credentials.filter(({ keyId }) => keyId !== credential.keyId)
  return {
    application: { ...application, holder: { ...holder, credentials } },
    news: 'The old client secret was removed from Entra. Sign-ins with it fail from now on.',
  }
}
