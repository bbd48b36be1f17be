/** Characters of a reason as somebody types it; more than a card shows is no evidence but a document. */
export const MAX_REASON = 500
