import type { OwnerImportMessage } from '../domain/messages/owner-import.ts'
import type { ImportVerb } from '../domain/messages/verbs.ts'
import type { ImportLine } from '../domain/owner-import.ts'
import { andMore, counted } from './count-words.ts'
import { inertHolderName, inertPersonName } from './credential-words.ts'
import { inertText, SENTENCE_LENGTH } from './neutralize.ts'

/** What `templates/import.json` binds. */
export interface ImportView {
  readonly summary: string
  readonly dryRun: boolean
  readonly title: string
  readonly counts: string
  readonly news: string
  readonly rows: readonly { readonly text: string; readonly mark: string }[]
  readonly moreRows: string
  readonly problemsTitle: string
  readonly problems: readonly { readonly label: string; readonly text: string; readonly given: string }[]
  readonly moreProblems: string
  readonly hint: string
  readonly buttons: readonly ImportButton[]
}

interface ImportButton {
  readonly title: string
  readonly verb: ImportVerb
  readonly associatedInputs: 'none'
  readonly data: { readonly verb: ImportVerb; readonly importId: string }
}

export function importView(message: OwnerImportMessage, maxRows: number): ImportView {
  const { lines, importId } = message.ownerImport
  const good = lines.filter(({ outcome }) => outcome?.is !== 'failed')
  const problems = problemsOf(message)
  const canAct = message.isOpen && !message.isRunning
  const title = titleOf(message)
  const counts = countsOf(lines, problems.length)
  return {
    summary: `${title}: ${counts}`,
    dryRun: message.dryRun,
    title,
    counts,
    news: inertText(message.news ?? '', SENTENCE_LENGTH),
    rows: good.slice(0, maxRows).map((line) => ({
      text: `${inertHolderName(line.holder)} ← ${inertPersonName(line.person)}`,
      mark: markOf(line),
    })),
    moreRows: andMore(good.length - maxRows),
    problemsTitle: problems.length === 0 ? '' : `${counted(problems.length, 'line')} left out`,
    problems: problems.slice(0, maxRows),
    moreProblems: andMore(problems.length - maxRows),
    hint: canAct ? 'In chat: import apply, import cancel' : '',
    buttons: canAct ? [button('Apply', 'applyImport', importId), button('Cancel', 'cancelImport', importId)] : [],
  }
}

function problemsOf({ ownerImport }: OwnerImportMessage): ImportView['problems'] {
  const failed = ownerImport.lines.flatMap(({ line, outcome, holder, person }) =>
    outcome?.is === 'failed'
      ? [{ line, text: outcome.problem, given: `${inertHolderName(holder)} ← ${inertPersonName(person)}` }]
      : [],
  )
  return [...ownerImport.problems, ...failed]
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, text, given }) => ({
      label: `Line ${line}: `,
      text: inertText(text, SENTENCE_LENGTH),
      given: inertText(given, 250),
    }))
}

function titleOf({ ownerImport, isOpen, isRunning }: OwnerImportMessage): string {
  if (ownerImport.isCancelled) return 'Import cancelled'
  if (isRunning) return 'Adding owners…'
  if (ownerImport.lines.length === 0) return 'No owner to add'
  if (ownerImport.lines.every(({ outcome }) => outcome === null)) return isOpen ? 'Import owners' : 'Import expired'
  return isOpen ? 'Import stopped half-way' : 'Owners imported'
}

function countsOf(lines: readonly ImportLine[], problems: number): string {
  const count = (is: 'added' | 'alreadyOwner') => lines.filter(({ outcome }) => outcome?.is === is).length
  const left = lines.filter(({ outcome }) => outcome === null).length
  const parts = [
    count('added') > 0 ? `${count('added')} added` : '',
    count('alreadyOwner') > 0 ? `${counted(count('alreadyOwner'), 'owner')} already` : '',
    left > 0 ? `${left} to add` : '',
    problems > 0 ? `${problems} left out` : '',
  ]
  return parts.filter(Boolean).join(' · ')
}

function markOf({ outcome }: ImportLine): string {
  if (outcome?.is === 'added') return ' ✓ added'
  return outcome?.is === 'alreadyOwner' ? ' ✓ owner already' : ''
}

function button(title: string, verb: ImportVerb, importId: string): ImportButton {
  return { title, verb, associatedInputs: 'none', data: { verb, importId } }
}
