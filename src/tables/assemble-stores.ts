import type { AppContext, Clock } from '../ports.ts'
import { createAnnouncementStore } from './announcement-store.ts'
import { createApprovalStore } from './approval-store.ts'
import { createAuditLog } from './audit-log.ts'
import { createCardStore } from './card-store.ts'
import { createConversationStore } from './conversation-store.ts'
import { createDestinationStore } from './destination-store.ts'
import { createEnrollmentStore } from './enrollment-store.ts'
import { createHolderStore } from './holder-store.ts'
import { createImportStore } from './import-store.ts'
import { createLeaseStore } from './lease-store.ts'
import { createListStore } from './list-store.ts'
import { createNominationStore } from './nomination-store.ts'
import { createNoticeStore } from './notice-store.ts'
import type { OpenTables } from './open-tables.ts'
import { createOutbox } from './outbox-store.ts'
import { createPassStore } from './pass-store.ts'
import { createPeopleStore } from './people-store.ts'
import { createRotationStore } from './rotation-store.ts'
import { createSuccessionStore } from './succession-store.ts'

/** All that Keyturn remembers. */
export type Stores = Pick<
  AppContext,
  | 'holders'
  | 'people'
  | 'cards'
  | 'lists'
  | 'outbox'
  | 'rotations'
  | 'configured'
  | 'enrollments'
  | 'notices'
  | 'announcements'
  | 'approvals'
  | 'nominations'
  | 'successions'
  | 'audit'
  | 'passes'
  | 'leases'
  | 'conversations'
  | 'imports'
> & {
  /** Throws unless the tables answer. */
  ping(): Promise<void>
}

export function assembleStores(tables: OpenTables, clock: Clock): Stores {
  return {
    holders: createHolderStore(tables),
    people: createPeopleStore(tables),
    cards: createCardStore(tables),
    lists: createListStore(tables),
    outbox: createOutbox(tables),
    rotations: createRotationStore(tables),
    configured: createDestinationStore(tables),
    enrollments: createEnrollmentStore(tables),
    notices: createNoticeStore(tables),
    announcements: createAnnouncementStore(tables),
    approvals: createApprovalStore(tables),
    nominations: createNominationStore(tables),
    successions: createSuccessionStore(tables),
    audit: createAuditLog(tables),
    passes: createPassStore(tables),
    leases: createLeaseStore(tables, clock),
    conversations: createConversationStore(tables),
    imports: createImportStore(tables),
    async ping() {
      await tables.passes.get('ping', 'ping')
    },
  }
}
