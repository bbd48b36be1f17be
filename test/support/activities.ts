import { anId } from './builders.ts'

export interface ActivityChanges {
  readonly [field: string]: unknown
}

let lastId = 1_700_000_000_000

/** What Teams sends when a person writes to the bot in their own chat with it. */
export function aMessageActivity(
  { botId, tenantId, serviceUrl }: { botId: string; tenantId: string; serviceUrl: string },
  changes: ActivityChanges = {},
): Record<string, unknown> {
  lastId += 1
  return {
    type: 'message',
    id: `${lastId}`,
    timestamp: '2026-05-01T12:00:00.000Z',
    channelId: 'msteams',
    serviceUrl,
    from: { id: '29:ada', name: 'Ada', aadObjectId: anId() },
    recipient: { id: `28:${botId}`, name: 'Keyturn' },
    conversation: { id: 'a:ada', conversationType: 'personal', tenantId },
    channelData: { tenant: { id: tenantId } },
    text: 'help',
    ...changes,
  }
}

/** What Teams sends for a click on a button of a card. */
export function anActionActivity(
  where: { botId: string; tenantId: string; serviceUrl: string },
  changes: ActivityChanges = {},
): Record<string, unknown> {
  const { text, ...message } = aMessageActivity(where)
  const value = { action: { type: 'Action.Execute', verb: 'rotate', data: {} }, trigger: 'manual' }
  return { ...message, type: 'invoke', name: 'adaptiveCard/action', replyToId: '1700000000000', value, ...changes }
}
