import { holderName } from '../domain/holder.ts'
import type { NoticeMessage } from '../domain/message.ts'
import type { NoticeKind, RotationNotice } from '../domain/rotation-notice.ts'

const words: Readonly<Record<NoticeKind, Pick<NoticeMessage, 'tone' | 'title' | 'text'>>> = {
  made: {
    tone: 'neutral',
    title: 'A new client secret waits to be deployed',
    text: 'It is in the vault; the card of the application says where. The old one stays until somebody chooses Confirm deployed.',
  },
  delivered: {
    tone: 'good',
    title: 'A client secret was rotated',
    text: 'The new one has signed in and was delivered everywhere. The old one is removed after a while, unless something still uses it.',
  },
  failed: { tone: 'bad', title: 'A rotation failed', text: 'The old client secret is in force as before.' },
  parked: { tone: 'warning', title: 'A rotation needs you', text: 'It stopped and waits for a decision.' },
  retired: {
    tone: 'good',
    title: 'An old client secret was removed',
    text: 'Its replacement is in use; sign-ins with the old one fail from now on.',
  },
  undone: {
    tone: 'neutral',
    title: 'A rotation was undone',
    text: 'The previous client secret is in force everywhere, and the new one was removed.',
  },
}

/** A few words for one owner; the card shows the rest. */
export function rotationNotice({ kind, holder, old, by, problem }: RotationNotice): NoticeMessage {
  const { tone, title, text } = words[kind]
  return {
    is: 'notice',
    tone,
    title,
    text,
    next: `/app ${holder.clientId}`,
    facts: [
      { label: 'Application', value: holderName(holder) },
      ...(old.displayName === null ? [] : [{ label: 'Client secret', value: old.displayName }]),
      { label: kind === 'undone' ? 'Undone by' : 'Approved by', value: by.displayName ?? by.personId },
      ...(problem === null || kind === 'undone' ? [] : [{ label: 'What happened', value: problem }]),
    ],
  }
}
