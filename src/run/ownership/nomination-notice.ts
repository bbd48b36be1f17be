import { type HolderRef, holderName } from '../../domain/holder.ts'
import type { NoticeMessage } from '../../domain/messages/notice.ts'
import type { Nomination } from '../../domain/nomination.ts'
import type { PersonRef } from '../../domain/person.ts'
import type { AppContext } from '../../ports.ts'

/** A sentence to somebody whom a nomination concerns, with the application's name. */
export async function tellOfNomination(
  ctx: Pick<AppContext, 'messenger'>,
  { holder }: Pick<Nomination, 'holder'>,
  person: PersonRef,
  text: string,
): Promise<void> {
  await ctx.messenger.send(person.personId, nominationNotice(text, holder))
}

export function nominationNotice(text: string, holder?: HolderRef): NoticeMessage {
  const facts = holder === undefined ? [] : [{ label: 'Application', value: holderName(holder) }]
  return { is: 'notice', tone: 'neutral', title: 'New owner', text, next: null, facts }
}
