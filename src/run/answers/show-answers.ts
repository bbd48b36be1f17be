import { messageOf } from '../../domain/errors.ts'
import type { PlannedNotification } from '../../domain/plan.ts'
import type { Decided } from '../../domain/situation.ts'
import { updateCards } from '../../notify/update-cards.ts'
import { silenceOf } from '../../plan/policy-checks.ts'
import type { AppContext } from '../../ports.ts'
import { readApplication } from '../../scan/read-application.ts'

/** A decision between the reading and the saved card has updated every card but the one that was just being sent. */
export async function showAnswers(
  ctx: AppContext,
  sent: readonly PlannedNotification[],
  decided: Decided,
): Promise<string[]> {
  const problems: string[] = []
  const answered = sent.filter(({ findings }) => findings.some((finding) => silenceOf(finding, decided) !== undefined))
  for (const { holder } of new Map(answered.map((item) => [item.holder.objectId, item])).values()) {
    try {
      const application = await readApplication(ctx, holder.kind, holder.objectId)
      if (application !== undefined) await updateCards(ctx, application)
    } catch (error) {
      problems.push(`Could not bring the cards of application ${holder.objectId} up to date: ${messageOf(error)}`)
    }
  }
  return problems
}
