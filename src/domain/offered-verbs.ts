import { isLaterStage } from './alert.ts'
import { canConfirm, canRemoveEarly, canRotate, canSnooze, canUndo } from './line-powers.ts'
import type { CredentialLine } from './messages/credential-line.ts'
import type { Verb } from './messages/verbs.ts'

/** Teams shows no more buttons than this. */
const MAX_BUTTONS = 6

/** Whoever was asked to agree decides that alone. */
export function answersTo(lines: readonly CredentialLine[]): Verb[] {
  const isAsked = lines.some(({ state }) => state.is === 'requested')
  const removals = removalAnswersTo(lines)
  const declines: Verb[] = isAsked || removals.length > 0 ? ['openDecline'] : []
  return [...(isAsked ? (['openApproveRenewal'] as const) : []), ...removals, ...declines, 'refresh']
}

function removalAnswersTo(lines: readonly CredentialLine[]): Verb[] {
  const asked = lines.flatMap(({ removal }) => (removal === null ? [] : [removal]))
  return [
    ...(asked.some(({ rotationId }) => rotationId !== null) ? (['openRemoveOld'] as const) : []),
    ...(asked.some(({ rotationId }) => rotationId === null) ? (['openNotNeeded'] as const) : []),
  ]
}

/** Buttons that make sense for these credentials. Rights are checked when a button is used, not when it is shown. */
export function buttonsFor(lines: readonly CredentialLine[]): Verb[] {
  const buttons: Verb[] = []
  if (lines.some((line) => canRotate(line) && !isSuperseded(line))) buttons.push('rotate')
  if (lines.some(canConfirm)) buttons.push('confirmDeployed')
  if (lines.some(canUndo)) buttons.push('undo')
  if (lines.some(isOpenMatter)) buttons.push('openAssignOwner')
  const isRequested = lines.some(({ state }) => state.is === 'requested')
  if (isRequested || lines.some((line) => canRotate(line) && line.state.is === 'due' && !isExpired(line))) {
    buttons.push('openApproveRenewal')
  }
  const removals = removalAnswersTo(lines)
  buttons.push(...removals)
  if (isRequested || removals.length > 0) buttons.push('openDecline')
  if (lines.some(canSnooze)) buttons.push('openSnooze')
  // What is already replaced can wait: where the buttons of what is due leave no room, chat commands do the same.
  if (lines.some(isSuperseded) && buttons.length + 2 <= MAX_BUTTONS) buttons.push('openRemoveOld', 'stillInUse')
  else if (lines.some(canRemoveEarly) && !buttons.includes('openRemoveOld') && buttons.length < MAX_BUTTONS)
    buttons.push('openRemoveOld')
  if (buttons.length < MAX_BUTTONS) buttons.push('refresh')
  if (buttons.length <= MAX_BUTTONS) return buttons
  // What somebody waits for comes first; chat commands do the rest.
  const isAwaited = (verb: Verb) => verb === 'openDecline' || verb === 'openApproveRenewal' || removals.includes(verb)
  return buttons.toSorted((a, b) => Number(isAwaited(b)) - Number(isAwaited(a))).slice(0, MAX_BUTTONS)
}

function isOpenMatter({ state }: CredentialLine): boolean {
  return !['rotated', 'removed', 'gone', 'superseded'].includes(state.is)
}

function isSuperseded({ state }: CredentialLine): boolean {
  return state.is === 'superseded'
}

function isExpired({ stage }: CredentialLine): boolean {
  return stage !== null && !isLaterStage('expired', stage)
}
