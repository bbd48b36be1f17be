import type { Credential } from '../domain/credential.ts'
import type { DestinationsMessage } from '../domain/messages/destinations.ts'
import type { EnrollmentMessage } from '../domain/messages/enrollment.ts'
import type { FormMessage } from '../domain/messages/form.ts'
import type { NoticeMessage } from '../domain/messages/notice.ts'
import type { RemoveOldMessage } from '../domain/messages/remove-old.ts'
import type { Person, PersonRef } from '../domain/person.ts'
import type { SecondReason } from '../domain/rotation-request.ts'
import type { StoredRemovalRequest, StoredRotation } from '../ports.ts'
import type { Risks } from './ownership/read-risks.ts'

/** What a click or command comes to. What has to be done outside is done by the caller. */
export type Decision =
  /** Nothing was changed; the card as it stands answers. */
  | { readonly is: 'show'; readonly news: string | null }
  /** The application's own card is wanted, beside the one that was clicked. */
  | { readonly is: 'open' }
  /** The decision is recorded; every card about the application is to show it. */
  | { readonly is: 'recorded'; readonly news: string }
  | { readonly is: 'rotate'; readonly credential: Credential; readonly reason: string; readonly by: PersonRef }
  /** A second person has to agree before it is rotated. */
  | {
      readonly is: 'request'
      readonly credential: Credential
      readonly reason: string
      readonly by: PersonRef
      readonly because: readonly SecondReason[]
    }
  | {
      readonly is: 'approveRequest'
      readonly rotation: StoredRotation
      readonly by: PersonRef
      readonly reason: string
      /** By the person who asked; everybody hears of it. */
      readonly isEmergency: boolean
    }
  | {
      readonly is: 'declineRequest'
      readonly rotation: StoredRotation
      readonly by: PersonRef
      readonly reason: string
    }
  /** What a person decides about an open rotation. */
  | { readonly is: 'confirm'; readonly rotation: StoredRotation; readonly by: PersonRef }
  /** A second person has to agree to an early removal. */
  | {
      readonly is: 'askRemoval'
      readonly keyId: string
      /** Null: nothing replaces it. */
      readonly rotationId: string | null
      readonly by: PersonRef
    }
  | {
      readonly is: 'agreeRemoval'
      readonly request: StoredRemovalRequest
      readonly by: PersonRef
      /** By the person who asked; everybody hears of it. Null: two people agree. */
      readonly emergencyReason: string | null
      readonly then: Decision & { is: 'removeNow' | 'removeOld' }
    }
  | {
      readonly is: 'declineRemoval'
      readonly request: StoredRemovalRequest
      readonly by: PersonRef
      readonly reason: string
    }
  | { readonly is: 'removeNow'; readonly rotation: StoredRotation; readonly by: PersonRef }
  | { readonly is: 'resume'; readonly rotation: StoredRotation; readonly by: PersonRef }
  | { readonly is: 'undo'; readonly rotation: StoredRotation; readonly by: PersonRef }
  | {
      readonly is: 'removeOld'
      readonly credential: Credential
      readonly successor?: Credential
      readonly by: PersonRef
    }
  /** `leaver` has handed the application over and is no owner any more. */
  | { readonly is: 'newOwner'; readonly person: Person; readonly leaver: PersonRef | null; readonly news: string }
  /** Somebody is to be asked whether they take the application over. */
  | ({ readonly is: 'nominate'; readonly nominee: Person; readonly by: PersonRef } & Risks)
  | { readonly is: 'ask'; readonly form: FormMessage | RemoveOldMessage | DestinationsMessage | EnrollmentMessage }
  /** An answer of its own, which changes no card. */
  | { readonly is: 'tell'; readonly notice: NoticeMessage }
  /** There is nothing to do it to; `text` says why and what to do instead. */
  | { readonly is: 'impossible'; readonly text: string }
  /** This person may not. They see nothing of the application. */
  | { readonly is: 'refuse'; readonly text: string }
