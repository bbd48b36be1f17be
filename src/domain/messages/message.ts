import type { AlertListMessage } from './alert-list.ts'
import type { ApplicationMessage } from './application.ts'
import type { ApplicationListMessage } from './application-list.ts'
import type { DestinationsMessage } from './destinations.ts'
import type { DigestMessage } from './digest.ts'
import type { EnrollmentMessage } from './enrollment.ts'
import type { FormMessage } from './form.ts'
import type { HelpMessage } from './help.ts'
import type { HistoryMessage, OwnersOnDayMessage } from './history.ts'
import type { NominationMessage } from './nomination.ts'
import type { NoticeMessage } from './notice.ts'
import type { OrphanListMessage } from './orphan-list.ts'
import type { OwnerImportMessage } from './owner-import.ts'
import type { PolicyMessage } from './policy.ts'
import type { RemoveOldMessage } from './remove-old.ts'
import type { StatusMessage } from './status.ts'

/**
 * What Keyturn says, in the domain's words. `cards/` renders it for Teams.
 * Strings typed as names (display names, reasons) are hostile; `text` fields are Keyturn's own sentences.
 */
export type Message =
  | ApplicationMessage
  | FormMessage
  | NoticeMessage
  | ApplicationListMessage
  | AlertListMessage
  | OrphanListMessage
  | OwnerImportMessage
  | NominationMessage
  | RemoveOldMessage
  | DestinationsMessage
  | EnrollmentMessage
  | PolicyMessage
  | StatusMessage
  | HelpMessage
  | DigestMessage
  | HistoryMessage
  | OwnersOnDayMessage
