/** An Adaptive Card as sent; only what tests look at is named. */
export interface CardJson {
  readonly type?: unknown
  readonly [property: string]: unknown
}

export interface CardAction {
  readonly type: string
  readonly title: string
  readonly verb: string
  readonly data: Readonly<Record<string, unknown>>
}

/** A card where somebody sees it. */
export interface ShownCard {
  readonly conversationId: string
  readonly activityId: string
  readonly summary: string
  readonly json: CardJson
  /** All text of the card, in order. */
  readonly text: string
  readonly actions: readonly CardAction[]
  /** Inputs with the values they hold before anyone touches them. */
  readonly chosen: Readonly<Record<string, string>>
}

/** The cards of one recorded activity; none for plain messages. */
export function shownCard(key: string, activity: Readonly<Record<string, unknown>>): ShownCard[] {
  const [attachment] = Array.isArray(activity.attachments) ? activity.attachments : []
  const json = attachment?.content as CardJson | undefined
  if (json === undefined) return []
  const split = key.lastIndexOf('/')
  const nodes = [...walk(json)]
  return [
    {
      conversationId: key.slice(0, split),
      activityId: key.slice(split + 1),
      summary: String(activity.summary ?? ''),
      json,
      text: nodes
        .flatMap(({ text, title, value, facts: _, type }) => [text, ...(type === undefined ? [title, value] : [])])
        .filter((part) => typeof part === 'string')
        .join('\n'),
      actions: nodes.filter(({ type }) => type === 'Action.Execute').map((node) => node as unknown as CardAction),
      chosen: Object.fromEntries(
        nodes
          .filter(({ type, value }) => String(type).startsWith('Input.') && typeof value === 'string')
          .map(({ id, value }) => [String(id), String(value)]),
      ),
    },
  ]
}

function* walk(node: unknown): Generator<CardJson> {
  if (Array.isArray(node)) for (const item of node) yield* walk(item)
  else if (typeof node === 'object' && node !== null) {
    yield node as CardJson
    for (const value of Object.values(node)) yield* walk(value)
  }
}
