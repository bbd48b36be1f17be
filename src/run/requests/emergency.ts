import type { Announcement } from '../../domain/announcement.ts'
import type { PersonRef } from '../../domain/person.ts'
import type { Matter } from './run-ask.ts'

/** What administrators hear of somebody who has agreed to their own wish. */
export function emergency(
  { id, what, holder }: Pick<Matter, 'id' | 'what' | 'holder'>,
  by: PersonRef,
  reason: string,
  at: Date,
): Announcement {
  const text = `${by.displayName ?? by.personId} approved their own ${what} in an emergency. Reason: ${reason}`
  return { announcementId: `emergency.${id}`, holder, title: 'Emergency approval', text, by, at }
}
