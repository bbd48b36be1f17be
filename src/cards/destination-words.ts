import type { DestinationTarget } from '../domain/destination.ts'
import { placeOf } from '../domain/place-words.ts'
import type { DeliveryRecord, DeliveryState } from '../domain/rotation.ts'
import { inertText, SENTENCE_LENGTH } from './neutralize.ts'

/** Where a secret goes, in a few words for one `TextRun`. */
export function placeWords(target: DestinationTarget): string {
  return inertText(placeOf(target), SENTENCE_LENGTH)
}

const stateWords: Readonly<Record<DeliveryState, string>> = {
  waiting: '○ Waiting',
  writing: '… Being written',
  written: '… Being verified',
  asking: '? Please look',
  verified: '✓ Delivered',
  attested: '✓ Delivered',
  skipped: '⚠ Left out',
  restoring: '… Being put back',
  putBack: '… Being verified',
  askingBack: '? Please look',
  restored: '↩ Put back',
}

/** How far one delivery has come, and how that is known. */
export function deliverySentence({ state, target, evidence, problem }: DeliveryRecord): string {
  const detail = evidence ?? problem
  const said = detail === null ? '' : ` ${inertText(detail, SENTENCE_LENGTH)}`
  return `${stateWords[state]}: ${placeWords(target)}.${said}`
}
