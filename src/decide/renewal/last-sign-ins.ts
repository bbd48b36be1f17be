import type { RemoveOldMessage } from '../../domain/messages/remove-old.ts'
import type { AppContext } from '../../ports.ts'
import { within } from '../within.ts'

/** Teams drops a click that is not answered within seconds; the report may be slower than that. */
const REPORT_WITHIN_MS = 4_000

/** Null: the tenant does not offer the report, or it does not answer now. */
export async function lastSignIns(
  ctx: Pick<AppContext, 'directory' | 'log'>,
  clientId: string,
  oldKeyId: string,
  newKeyId?: string,
): Promise<RemoveOldMessage['signIns']> {
  try {
    const lastAt = await within(REPORT_WITHIN_MS, ctx.directory.lastSignIns(clientId))
    if (lastAt === undefined) return null
    const newUsedAt = newKeyId === undefined ? null : (lastAt.get(newKeyId) ?? null)
    return { oldUsedAt: lastAt.get(oldKeyId) ?? null, newUsedAt }
  } catch (error) {
    ctx.log.warn({ clientId, error: String(error) }, 'Sign-in activity of credentials could not be read')
    return null
  }
}
