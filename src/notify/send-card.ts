import { applicationMessage } from '../domain/application-message.ts'
import type { RecipientReason } from '../domain/finding.ts'
import type { PersonRef } from '../domain/person.ts'
import type { AppContext, CurrentApplication, SendResult } from '../ports.ts'
import { saveCopy } from './save-copy.ts'

type Powers = Pick<AppContext, 'messenger' | 'cards' | 'clock' | 'log'>

/** Gives one person the application's card beside the planned alerts. The stages it shows count as told to them. */
export async function sendCard(
  ctx: Powers,
  application: CurrentApplication,
  person: PersonRef,
  because: RecipientReason | null,
  news: string | null,
): Promise<SendResult> {
  const { objectId } = application.holder
  const message = applicationMessage(application, { personId: person.personId, because, keyIds: null, news })
  const result = await ctx.messenger.send(person.personId, message)
  if (!result.ok) {
    ctx.log.warn({ objectId, personId: person.personId, reason: result.reason }, 'Card was not delivered')
    return result
  }
  const told = Object.fromEntries(
    message.lines.flatMap(({ credential, stage }) => (stage === null ? [] : [[credential.keyId, stage]])),
  )
  const keyIds = message.lines.map(({ credential }) => credential.keyId)
  await saveCopy(ctx, { objectId, person, because, told, keyIds, sent: result.sent, isNew: false })
  return result
}
