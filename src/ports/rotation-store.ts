import type { Announcement } from '../domain/announcement.ts'
import type { AuditEvent } from '../domain/audit-event.ts'
import type { ConfiguredDestination } from '../domain/destination.ts'
import type { Enrollment } from '../domain/enrollment.ts'
import type { Rotation } from '../domain/rotation.ts'
import type { RotationNotice } from '../domain/rotation-notice.ts'

/**
 * Rotations with their audit events: each call is one batch, so a transition and its record are one fact.
 * Both return false when another writer was first; read again and decide anew.
 */
export interface RotationStore {
  /** Starts a rotation unless the same credential already has an open one. One that has failed at once is kept beside it. */
  start(rotation: Rotation, event: AuditEvent): Promise<boolean>
  /** Replaces `from` by `to`, only if `from` is still what is stored. Without event: a wait, which is no transition. */
  move(
    from: StoredRotation,
    to: Rotation,
    event: AuditEvent | null,
    announcement?: Announcement | null,
  ): Promise<StoredRotation | undefined>
  /** The open or most recent rotation of each credential. */
  about(objectId: string): Promise<readonly StoredRotation[]>
  /** The rotation that made this credential, however old it is. */
  makerOf(objectId: string, keyId: string): Promise<StoredRotation | undefined>
  /** The rotation that has replaced this credential and ended well. */
  replacementOf(objectId: string, keyId: string): Promise<StoredRotation | undefined>
  get(objectId: string, rotationId: string): Promise<StoredRotation | undefined>
  open(): Promise<readonly StoredRotation[]>
  /** New keyId by old keyId, of every rotation that has made one and did not come to nothing. */
  successors(): Promise<ReadonlyMap<string, string>>
}

export interface StoredRotation extends Rotation {
  readonly etag: string
}

/** What owners have yet to hear of rotations; each is inserted with the transition that it tells of. */
export interface NoticeStore {
  open(): Promise<readonly RotationNotice[]>
  noteHeard(notice: RotationNotice, personId: string): Promise<void>
  remove(notice: RotationNotice): Promise<void>
}

/** What administrators have yet to hear; each is inserted with the decision that it is about. */
export interface AnnouncementStore {
  open(): Promise<readonly Announcement[]>
  remove(announcement: Announcement): Promise<void>
}

/** Where each application's secrets go. Each call is one batch with its audit event. */
export interface DestinationStore {
  /** Replaces the one with its id. */
  add(destination: ConfiguredDestination, event: AuditEvent): Promise<void>
  remove(destination: ConfiguredDestination, event: AuditEvent): Promise<void>
  /** In the order of delivery. */
  about(objectId: string): Promise<readonly ConfiguredDestination[]>
}

/** Applications that are rotated by the schedule. Each change is one batch with its audit event. */
export interface EnrollmentStore {
  all(): Promise<readonly Enrollment[]>
  of(objectId: string): Promise<Enrollment | undefined>
  save(enrollment: Enrollment, event: AuditEvent): Promise<void>
  remove(enrollment: Enrollment, event: AuditEvent): Promise<void>
}
