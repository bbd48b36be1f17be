import type { NoticeMessage } from '../../domain/messages/notice.ts'

/** What somebody else is told who uses an administrators' command. */
export function administratorsOnly(command: string): NoticeMessage {
  return {
    is: 'notice',
    tone: 'warning',
    title: 'For administrators',
    text: `Only Keyturn's administrators may use ${command}. Ask one of them, or have yourself added to ADMIN_USER_IDS or the administrators' group.`,
    next: null,
    facts: [],
  }
}
