/** Why nobody was told of a finding in this pass. Stored with the pass: add values, never rename them. */
export type SkipReason =
  | 'excluded'
  | 'superseded'
  | 'in-rotation'
  | 'renewal-approved'
  | 'snoozed'
  | 'unattended'
  | 'already-alerted'
  | 'no-recipient'
  | 'undeliverable'
