import type { Credential } from '../domain/credential.ts'
import { commandId, holderName } from '../domain/holder.ts'
import type { NoticeMessage } from '../domain/messages/notice.ts'
import type { NoticeKind, RotationNotice } from '../domain/rotation-notice.ts'

type Words = Pick<NoticeMessage, 'tone' | 'title' | 'text'>

/** A few words for one owner; the card shows the rest. */
export function rotationNotice({ kind, holder, old, by, problem }: RotationNotice): NoticeMessage {
  const noun = nounOf(old)
  const { tone, title, text } = (old.isSamlSigning ? samlWords[kind] : undefined) ?? wordsFor(noun)[kind]
  return {
    is: 'notice',
    tone,
    title,
    text,
    next: `/app ${commandId(holder)}`,
    facts: [
      { label: 'Application', value: holderName(holder) },
      ...(old.displayName === null
        ? []
        : [{ label: `${noun[0]?.toUpperCase()}${noun.slice(1)}`, value: old.displayName }]),
      { label: kind === 'undone' ? 'Undone by' : 'Approved by', value: by.displayName ?? by.personId },
      ...(problem === null || kind === 'undone' ? [] : [{ label: 'What happened', value: problem }]),
    ],
  }
}

function nounOf({ kind, isSamlSigning }: Credential): string {
  if (isSamlSigning) return 'signing certificate'
  return kind === 'password' ? 'client secret' : 'certificate'
}

function wordsFor(noun: string): Readonly<Record<NoticeKind, Words>> {
  return {
    made: {
      tone: 'neutral',
      title: `A new ${noun} waits to be deployed`,
      text: 'It is in the vault; the card of the application says where. The old one stays until somebody chooses Confirm deployed.',
    },
    delivered: {
      tone: 'good',
      title: `A ${noun} was rotated`,
      text: 'The new one has signed in and was delivered everywhere. The old one is removed after a while, unless something still uses it.',
    },
    failed: { tone: 'bad', title: 'A rotation failed', text: `The old ${noun} is in force as before.` },
    parked: { tone: 'warning', title: 'A rotation needs you', text: 'It stopped and waits for a decision.' },
    retired: {
      tone: 'good',
      title: `An old ${noun} was removed`,
      text: 'Its replacement is in use; sign-ins with the old one fail from now on.',
    },
    undone: {
      tone: 'neutral',
      title: 'A rotation was undone',
      text: `The previous ${noun} is in force everywhere, and the new one was removed.`,
    },
  }
}

/** Entra keeps what it signs with, and the old one stays: nothing is delivered, and nothing is removed. */
const samlWords: Readonly<Partial<Record<NoticeKind, Words>>> = {
  made: {
    tone: 'neutral',
    title: 'The next signing certificate waits to be trusted',
    text: 'It is in Entra and not in use yet. Give it to the application that trusts the old one, then choose Confirm deployed.',
  },
  retired: {
    tone: 'good',
    title: 'A new signing certificate is in use',
    text: 'Entra signs with it from now on, so sign-ins fail where it is not trusted. The old one was not removed.',
  },
}
