import type { TurnContext } from 'botbuilder'

/** What a message says to the bot: its text without the mentions of the bot itself. Those of people stay. */
export function saidTextOf({ activity }: TurnContext): string {
  const { text, entities, recipient } = activity
  const own = (entities ?? [])
    .filter((entity) => entity?.type === 'mention' && entity.mentioned?.id === recipient.id)
    .map(({ text }): unknown => text)
    // Only what is marked up is surely a mention, wherever it stands.
    .filter((mention) => typeof mention === 'string' && /^<at\b[^<>]*>[^<]*<\/at>$/i.test(mention))
  return [...new Set(own)].reduce<string>((rest, mention) => rest.replaceAll(String(mention), ' '), text ?? '')
}
