import type { AuditEvent } from '../domain/audit-event.ts'
import type { ScanSummary } from '../domain/scan-summary.ts'

export interface PassStore {
  last(): Promise<PassRecord | undefined>
  /** The last one that ended. */
  lastEnded(): Promise<PassRecord | undefined>
  begin(pass: PassRecord): Promise<void>
  end(pass: PassRecord): Promise<void>
}

export interface PassRecord {
  readonly passId: string
  readonly startedAt: Date
  readonly endedAt: Date | null
  readonly summary: ScanSummary | null
}

export interface AuditLog {
  record(event: AuditEvent): Promise<void>
  about(objectId: string): Promise<readonly AuditEvent[]>
}

/** One holder at a time, across processes. A lease that is not renewed ends by itself. */
export interface LeaseStore {
  /** Undefined while someone else holds it. */
  acquire(name: string): Promise<Lease | undefined>
}

export interface Lease {
  /** Throws `lease-lost` once someone else may have taken over. */
  assertHeld(): void
  release(): Promise<void>
}
