import { approversFor } from '../../decide/rotation/choose-approvers.ts'
import type { Holder } from '../../domain/holder.ts'
import type { PersonRef } from '../../domain/person.ts'
import type { AppContext } from '../../ports.ts'

export const declinedNews = 'Declined. Whoever asked is told why.'

/** For whoever asked: that somebody was, or that nobody can be. */
export async function askedNews(
  ctx: AppContext,
  holder: Holder,
  by: PersonRef,
  before: 'anything is rotated' | 'it is removed',
): Promise<string> {
  if ((await approversFor(ctx, holder, by)).length > 0) return `Asked: a second person has to agree before ${before}.`
  return 'A second person has to agree, and nobody can be asked: there is no other owner, no manager and no other administrator.'
}
