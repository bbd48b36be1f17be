import { commandId } from '../domain/holder.ts'
import type { ApplicationRow } from '../domain/messages/application-list.ts'
import type { RotationState } from '../domain/rotation.ts'
import { capitalized } from './capitalized.ts'
import { andMore } from './count-words.ts'
import { credentialName, inertHolderName, kindWords, nameList } from './credential-words.ts'
import { inertName, inertText } from './neutralize.ts'
import { dayCount, endDate } from './time-words.ts'
import { type Accent, accentOf } from './urgency.ts'

/** One credential, or an application without any, in a list: two short columns over one line of detail. */
export interface RowView {
  readonly name: string
  readonly credential: string
  readonly when: string
  readonly date: string
  readonly accent: Accent
  readonly owners: string
}

export function rowView(row: ApplicationRow, now: Date): RowView {
  const { credential } = row
  return {
    name: inertHolderName(row.holder),
    credential:
      credential === null ? 'No credentials' : `${capitalized(kindWords(credential))}: ${credentialName(credential)}`,
    when: credential === null ? '' : capitalized(dayCount(credential.endAt, now)),
    date: silentWords(row) ?? endDate(credential?.endAt ?? null, now),
    accent: isInHand(row) ? 'Default' : accentOf(row.stage),
    owners: `${ownersOf(row)} · ${inertText(commandId(row.holder))}`,
  }
}

/** A rotation that has stopped needs somebody as much as the credential does. */
function isInHand({ superseded, excluded, rotation }: ApplicationRow): boolean {
  return superseded || excluded || (rotation !== null && rotation !== 'parked')
}

/** Why nobody is alerted about it. */
function silentWords(row: ApplicationRow): string | undefined {
  if (row.rotation !== null) return rotationWords[row.rotation] ?? 'being rotated'
  if (row.excluded) return 'excluded'
  return row.superseded ? 'already replaced' : undefined
}

const rotationWords: Readonly<Partial<Record<RotationState, string>>> = {
  proposed: 'rotation waits for a second person',
  awaitingDeployment: 'new one waits for deployment',
  soaking: 'already replaced',
  retiring: 'already replaced',
  compensating: 'rotation being undone',
  parked: 'rotation stopped',
}

export function moreRows(rows: number, shown: number, moreCount: number): string {
  return andMore(Math.max(0, rows - shown) + moreCount)
}

function ownersOf(row: ApplicationRow): string {
  const names = nameList(row.ownerNames, (name) => inertName(name, 'Somebody'), 2)
  if (row.orphaned) return names === '' ? '⚠ No owner' : `⚠ No reachable owner, listed: ${names}`
  return names === '' ? 'No owner listed' : names
}
