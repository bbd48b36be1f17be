import type { Actor } from '../../decide/actor.ts'
import type { Decision } from '../../decide/decision.ts'
import { sendCard } from '../../notify/send-card.ts'
import { updateCards } from '../../notify/update-cards.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'
import { nominate } from '../ownership/nominate.ts'
import type { Answer } from './answer.ts'
import { cardFor } from './answer-with-card.ts'

/** Shows the new owner everywhere and tells them. */
export async function answerNewOwner(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  { person, leaver, news }: Decision & { is: 'newOwner' },
): Promise<Answer> {
  // Entra's reads lag behind its writes, so the new owner is added here rather than read back.
  const stay = application.holder.owners.filter((owner) => owner.type !== 'user' || owner.personId !== leaver?.personId)
  const owners = [...stay, { type: 'user' as const, ...person }]
  const now = { ...application, holder: { ...application.holder, owners } }
  const followUp = async () => {
    await updateCards(ctx, now)
    await sendCard(ctx, now, person, { is: 'owner' }, 'You are now an owner of this application.')
  }
  return { message: await cardFor(ctx, now, actor, news), followUp }
}

/** Somebody was named; they are asked behind the answer. */
export async function answerNominate(
  ctx: AppContext,
  application: CurrentApplication,
  actor: Actor,
  decision: Decision & { is: 'nominate' },
): Promise<Answer> {
  const { news, followUp } = await nominate(ctx, application, decision)
  return { message: await cardFor(ctx, application, actor, news), followUp }
}
