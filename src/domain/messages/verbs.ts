/** Answers of a nominee, and of an administrator who is asked first. */
export const nominationVerbs = [
  'acceptNomination',
  'declineNomination',
  'approveNomination',
  'refuseNomination',
] as const
export type NominationVerb = (typeof nominationVerbs)[number]

/** What a button or a form asks for; travels in the card's data and is checked like any input. */
export const verbs = [
  'rotate',
  'preview',
  'confirmDeployed',
  'undo',
  'openAssignOwner',
  'assignOwner',
  'openApproveRenewal',
  'approveRenewal',
  'openDecline',
  'decline',
  'openSnooze',
  'snooze',
  'claim',
  'open',
  'openNotNeeded',
  'notNeeded',
  'openRemoveOld',
  'removeOld',
  'stillInUse',
  'openEnrollment',
  'enroll',
  'endEnrollment',
  'openDestinations',
  'addDestination',
  'removeDestination',
  'refresh',
  ...nominationVerbs,
] as const
export type Verb = (typeof verbs)[number]
export type ApplicationVerb = Exclude<Verb, NominationVerb>

/** What a button on the card of an import asks for. */
export const importVerbs = ['applyImport', 'cancelImport'] as const
export type ImportVerb = (typeof importVerbs)[number]
