import { hasCode } from '../../domain/errors.ts'
import type { NoticeMessage } from '../../domain/messages/notice.ts'

/** For the person, in words that say what failed; the details are in the log. */
export function failureNotice(error: unknown): NoticeMessage {
  const isOurs = hasCode(
    error,
    'directory-unreachable',
    'directory-throttled',
    'directory-denied',
    'vault-unreachable',
    'vault-denied',
    'vault-refused',
    'proof-unreachable',
    'destination-unreachable',
    'tables-unreachable',
    'tables-denied',
    'tables-conflict',
    'directory-conflict',
    'directory-refused',
    'tables-refused',
  )
  return {
    is: 'notice',
    tone: 'bad',
    title: 'That did not work',
    text: isOurs
      ? error.message
      : 'Something unexpected went wrong. Nothing more was changed; the details are in the log.',
    next: 'Try again in a minute; /status shows how things stand.',
    facts: [],
  }
}
