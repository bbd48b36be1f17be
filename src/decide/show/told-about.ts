import type { AppContext } from '../../ports.ts'
import type { Actor } from '../actor.ts'

/** Applications that this person was asked to look after, by objectId; whether they still may is asked when they act. */
export async function toldAbout(ctx: Pick<AppContext, 'cards'>, actor: Actor): Promise<Set<string>> {
  const about = new Set<string>()
  for await (const card of ctx.cards.all()) {
    if (card.person.personId === actor.personId && card.because !== null) about.add(card.objectId)
  }
  return about
}
