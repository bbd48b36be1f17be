import { approvalStoreContract } from './approval-store.ts'
import { auditLogContract } from './audit-log.ts'
import { cardStoreContract } from './card-store.ts'
import { conversationStoreContract } from './conversation-store.ts'
import type { StoresUnderTest } from './fixture.ts'
import { holderStoreContract } from './holder-store.ts'
import { importStoreContract } from './import-store.ts'
import { leaseStoreContract } from './lease-store.ts'
import { nominationStoreContract } from './nomination-store.ts'
import { listStoreContract, outboxContract } from './outbox.ts'
import { passStoreContract } from './pass-store.ts'
import { peopleStoreContract } from './people-store.ts'
import { rotationStoreContract } from './rotation-store.ts'
import { successionStoreContract } from './succession-store.ts'

/** What callers may rely on, whichever tables the stores stand on. `under` is asked in each test. */
export function everyStoreContract(under: () => StoresUnderTest): void {
  holderStoreContract(under)
  peopleStoreContract(under)
  cardStoreContract(under)
  outboxContract(under)
  nominationStoreContract(under)
  listStoreContract(under)
  rotationStoreContract(under)
  approvalStoreContract(under)
  successionStoreContract(under)
  auditLogContract(under)
  passStoreContract(under)
  leaseStoreContract(under)
  conversationStoreContract(under)
  importStoreContract(under)
}
