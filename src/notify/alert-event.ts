import type { AuditEvent } from '../domain/audit-event.ts'
import type { PlannedNotification } from '../domain/plan.ts'

/** The record that one person was told about one application. */
export function alertEvent(at: Date, { holder, recipient, findings }: PlannedNotification, how: string): AuditEvent {
  const [first] = findings
  const { personId } = recipient.person
  const count = findings.length === 1 ? '1 credential' : `${findings.length} credentials`
  return {
    eventId: `alert.${personId}.${at.getTime()}`,
    at,
    action: 'alert-sent',
    actor: null,
    holder,
    keyId: first.credential.keyId,
    detail: `${first.stage} alert to ${personId} as ${recipient.reason.is} ${how}, ${count}`,
  }
}
