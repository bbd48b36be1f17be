import type { AppContext, Clock } from '../ports.ts'
import { createApprovalStore } from './approval-store.ts'
import { createAuditLog } from './audit-log.ts'
import { createCardStore } from './card-store.ts'
import { createConversationStore } from './conversation-store.ts'
import { createHolderStore } from './holder-store.ts'
import { createLeaseStore } from './lease-store.ts'
import type { OpenTables } from './open-tables.ts'
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
  | 'rotations'
  | 'approvals'
  | 'successions'
  | 'audit'
  | 'passes'
  | 'leases'
  | 'conversations'
> & {
  /** Throws unless the tables answer. */
  ping(): Promise<void>
}

export function assembleStores(tables: OpenTables, clock: Clock): Stores {
  return {
    holders: createHolderStore(tables),
    people: createPeopleStore(tables),
    cards: createCardStore(tables),
    rotations: createRotationStore(tables),
    approvals: createApprovalStore(tables),
    successions: createSuccessionStore(tables),
    audit: createAuditLog(tables),
    passes: createPassStore(tables),
    leases: createLeaseStore(tables, clock),
    conversations: createConversationStore(tables),
    async ping() {
      await tables.passes.get('ping', 'ping')
    },
  }
}
