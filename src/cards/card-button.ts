import type { HolderRef } from '../domain/holder.ts'
import type { CredentialLine } from '../domain/messages/credential-line.ts'
import type { FormMessage } from '../domain/messages/form.ts'
import type { Verb } from '../domain/messages/verbs.ts'

/** One `Action.Execute`. Its data carries ids and nothing to be trusted; inputs of the card merge into it. */
export interface CardButton {
  readonly title: string
  readonly verb: Verb
  /** `none` keeps a choice meant for another button from replacing this one's `keyId`. */
  readonly associatedInputs: 'auto' | 'none'
  readonly data: Readonly<Record<string, string>>
}

const buttonTitles: Readonly<Record<Verb, string>> = {
  rotate: 'Rotate',
  preview: 'Preview',
  confirmDeployed: 'Confirm deployed',
  undo: 'Undo',
  openAssignOwner: 'Assign new owner',
  assignOwner: 'Assign new owner',
  openApproveRenewal: 'Approve renewal',
  approveRenewal: 'Approve renewal',
  openDecline: 'Decline',
  decline: 'Decline',
  openSnooze: 'Snooze',
  snooze: 'Snooze',
  claim: 'Claim',
  acceptNomination: 'Accept',
  declineNomination: 'Decline',
  approveNomination: 'Approve',
  refuseNomination: 'Decline',
  open: 'Open',
  openNotNeeded: 'Not needed any more',
  notNeeded: 'Not needed any more',
  openRemoveOld: 'Remove old',
  removeOld: 'Remove old',
  stillInUse: 'Still in use',
  openEnrollment: 'Unattended rotation',
  enroll: 'Save',
  endEnrollment: 'Switch off',
  openDestinations: 'Destinations',
  addDestination: 'Add destination',
  removeDestination: 'Remove destination',
  refresh: 'Refresh',
}

export function cardButton(
  verb: Verb,
  holder: HolderRef,
  given: {
    readonly keyId?: string | undefined
    readonly form?: FormMessage['form']
    readonly requestId?: string | undefined
    readonly nominationId?: string
    readonly destinationId?: string
    /** The card says that nothing will be changed; once that is no longer true, the click must not do what it says. */
    readonly isDryRun?: boolean
    readonly readsInputs: boolean
  },
): CardButton {
  return {
    title: buttonTitles[verb],
    verb,
    associatedInputs: given.readsInputs ? 'auto' : 'none',
    data: {
      verb,
      kind: holder.kind,
      objectId: holder.objectId,
      ...(given.keyId === undefined ? {} : { keyId: given.keyId }),
      ...(given.form === undefined ? {} : { form: given.form }),
      ...(given.requestId === undefined ? {} : { requestId: given.requestId }),
      ...(given.destinationId === undefined ? {} : { destinationId: given.destinationId }),
      ...(given.nominationId === undefined ? {} : { nominationId: given.nominationId }),
      ...(given.isDryRun === true ? { dryRun: 'true' } : {}),
    },
  }
}

/** Names the request that an answer is about, so that a late one is not taken for the answer to something else. */
export function requestIdOf(verb: Verb, line: CredentialLine | undefined): string | undefined {
  const isApproval = verb === 'openApproveRenewal' || verb === 'approveRenewal'
  const isRemoval = verb === 'openRemoveOld' || verb === 'openNotNeeded'
  const mayBeEither = verb === 'openDecline' || verb === 'decline'
  if ((isApproval || mayBeEither) && line?.state.is === 'requested') return line.state.requestId
  return isRemoval || mayBeEither ? line?.removal?.requestId : undefined
}

/** Leaves a form without sending it. */
export function backButton(holder: HolderRef): CardButton {
  return { ...cardButton('refresh', holder, { readsInputs: false }), title: 'Back' }
}
