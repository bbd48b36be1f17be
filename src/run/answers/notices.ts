import type { NoticeMessage } from '../../domain/messages/notice.ts'

export const deletedNotice: NoticeMessage = {
  is: 'notice',
  tone: 'neutral',
  title: 'This application is gone',
  text: 'It was deleted in Entra, so there is nothing to do for it any more.',
  next: null,
  facts: [],
}

export const openedNotice: NoticeMessage = {
  is: 'notice',
  tone: 'neutral',
  title: 'Opened',
  text: 'The card of this application is in your chat with Keyturn.',
  next: null,
  facts: [],
}

/** Says why nothing was done. */
export function refusal(text: string): NoticeMessage {
  return { is: 'notice', tone: 'warning', title: 'Not done', text, next: null, facts: [] }
}
