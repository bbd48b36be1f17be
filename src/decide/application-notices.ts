import type { NoticeMessage } from '../domain/messages/notice.ts'

/** For a command that needs an application and came without one. */
export function missingName(usage: string): NoticeMessage {
  return {
    is: 'notice',
    tone: 'neutral',
    title: 'Which application?',
    text: `Write it like this: ${usage}. A part of the name is enough where only one fits.`,
    next: '/mine',
    facts: [],
  }
}

/** For a name or id that fits no application which this person may see. */
export function notFound(wanted: string): NoticeMessage {
  return {
    is: 'notice',
    tone: 'warning',
    title: 'No such application',
    text: 'Among the applications that you may see, none has this name or client ID. One that was made after the last pass is found after the next.',
    next: '/mine',
    facts: [{ label: 'You asked for', value: wanted }],
  }
}
