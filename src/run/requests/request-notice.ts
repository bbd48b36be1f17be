import { commandId, type HolderRef, holderName } from '../../domain/holder.ts'
import type { NoticeMessage } from '../../domain/messages/notice.ts'

/** A sentence about a request, for whoever it concerns. */
export function requestNotice(title: string, text: string, holder: HolderRef): NoticeMessage {
  return {
    is: 'notice',
    tone: 'warning',
    title,
    text,
    next: `/app ${commandId(holder)}`,
    facts: [{ label: 'Application', value: holderName(holder) }],
  }
}
