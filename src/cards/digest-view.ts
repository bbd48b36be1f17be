import type { DigestMessage } from '../domain/messages/digest.ts'
import { counted, grouped } from './count-words.ts'
import { moreRows, type RowView, rowView } from './row-view.ts'
import { dateMacro } from './time-words.ts'

/** What `templates/digest.json` binds. */
export interface DigestView {
  readonly summary: string
  readonly title: string
  readonly asOf: string
  readonly expired: string
  readonly third: string
  readonly second: string
  readonly first: string
  readonly orphaned: string
  readonly belowMinimum: string
  readonly awaitingDeployment: string
  readonly empty: string
  readonly rows: readonly RowView[]
  readonly more: string
  readonly hint: string
}

const titles = { daily: 'Daily digest', weekly: 'Weekly digest', now: 'Credentials that need attention' } as const

export function digestView(message: DigestMessage, now: Date, maxRows: number): DigestView {
  const { expired, third, second, first } = message.counts
  const total = expired + third + second + first
  const title = titles[message.period]
  return {
    summary: `${title}: ${counted(total, 'credential')}, ${grouped(expired)} expired`,
    title,
    asOf: `As of ${dateMacro(message.asOf)}`,
    expired: grouped(expired),
    third: grouped(third),
    second: grouped(second),
    first: grouped(first),
    orphaned: message.orphaned === 0 ? '' : `⚠ ${counted(message.orphaned, 'application')} without a reachable owner`,
    belowMinimum: belowMinimumLine(message.belowMinimum),
    awaitingDeployment:
      message.awaitingDeployment === 0
        ? ''
        : `${counted(message.awaitingDeployment, 'new secret')} waiting to be deployed`,
    empty: total === 0 && message.rows.length === 0 ? 'Nothing expires soon.' : '',
    rows: message.rows.slice(0, maxRows).map((row) => rowView(row, now)),
    more: moreRows(message.rows.length, maxRows, message.moreCount),
    hint: message.rows.length === 0 ? '' : 'In chat: /expiring for those that you may see, /app with a name for one.',
  }
}

function belowMinimumLine(below: DigestMessage['belowMinimum']): string {
  if (below === null || below.count === 0) return ''
  const have = below.count === 1 ? 'has' : 'have'
  return `${counted(below.count, 'application')} ${have} fewer than ${grouped(below.minimumOwners)} owners`
}
