import type { Holder } from '../domain/holder.ts'
import type { PersonRef } from '../domain/person.ts'
import type { Policy } from '../domain/policy.ts'
import type {
  AppContext,
  AuditLog,
  CertificateVault,
  DestinationStore,
  Directory,
  EnrollmentStore,
  Vault,
} from '../ports.ts'

/** What the steps of a rotation use, to the method: whoever stands in for it has to answer all of it and nothing else. */
export interface RotatePowers
  extends Pick<AppContext, 'rotations' | 'destinations' | 'credentials' | 'proof' | 'clock' | 'log'> {
  readonly configured: Pick<DestinationStore, 'about'>
  readonly enrollments: Pick<EnrollmentStore, 'of'>
  readonly directory: Pick<Directory, 'holder' | 'credentialRules' | 'lastSignIns' | 'lastSignedInTo'>
  readonly vault: Vault
  readonly certificates: Omit<CertificateVault, 'sign'>
  readonly audit: Pick<AuditLog, 'record'>
  readonly policy: Pick<Policy, 'dryRun' | 'rotationLifetimeDays' | 'certificateIssuer' | 'soakHours'>
  /** Whether this person may decide about this application now; asked again at each gate. */
  readonly isEntitled: (person: PersonRef, holder: Holder) => Promise<boolean>
}
