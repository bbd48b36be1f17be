import type { StatusMessage } from '../domain/messages/status.ts'
import type { ScanSummary } from '../domain/scan-summary.ts'
import { andMore, counted, grouped } from './count-words.ts'
import { inertHolderName, inertPersonName } from './credential-words.ts'
import { inertText, SENTENCE_LENGTH } from './neutralize.ts'
import { refusalReason, skippedWords } from './pass-words.ts'
import { dateTimeMacro } from './time-words.ts'

/** What `templates/status.json` binds. */
export interface StatusView {
  readonly summary: string
  readonly headline: string
  readonly dryRun: boolean
  readonly facts: readonly Fact[]
  readonly problems: readonly string[]
  readonly moreProblems: string
  readonly undelivered: readonly string[]
  readonly moreUndelivered: string
}

/** Read as Markdown: Keyturn's own words and numbers only. */
interface Fact {
  readonly title: string
  readonly value: string
}

export function statusView(message: StatusMessage, maxLines: number): StatusView {
  const { failures, problems } = message.lastPass?.summary ?? { failures: 0, problems: [] }
  const head = headline(message, failures)
  return {
    summary: `Status: ${head}`,
    headline: head,
    dryRun: message.dryRun,
    facts: [
      ...passFacts(message),
      ...summaryFacts(message.lastPass?.summary),
      ...waitingFacts(message),
      rotationFact(message),
    ],
    problems: problems.slice(0, maxLines).map((problem) => inertText(problem, SENTENCE_LENGTH)),
    // Whoever is shown none of them is not told that there are more: the failures are counted above.
    moreProblems:
      problems.length === 0 ? '' : andMore(Math.max(failures, problems.length) - Math.min(problems.length, maxLines)),
    undelivered: message.undelivered
      .slice(0, maxLines)
      .map(
        ({ holder, person, reason }) =>
          `${inertPersonName(person)} about ${inertHolderName(holder)}: ${refusalReason(reason)}`,
      ),
    moreUndelivered: andMore(message.undelivered.length - maxLines),
  }
}

function headline(message: StatusMessage, failures: number): string {
  if (message.runningSince !== null) return 'A pass is running'
  if (message.lastPass === null) return 'No pass has run yet'
  const matters = failures + message.undelivered.length
  return matters === 0 ? 'No trouble in the last pass' : `${counted(matters, 'matter')} to look at`
}

function passFacts({ runningSince, lastPass, nextPassAt }: StatusMessage): readonly Fact[] {
  return [
    ...(runningSince === null ? [] : [{ title: 'Running since', value: dateTimeMacro(runningSince) }]),
    { title: 'Last pass', value: lastPass === null ? 'none yet' : dateTimeMacro(lastPass.endedAt) },
    { title: 'Next pass', value: nextPassAt === null ? 'not planned' : dateTimeMacro(nextPassAt) },
  ]
}

function summaryFacts(summary: ScanSummary | undefined): readonly Fact[] {
  if (summary === undefined) return []
  const holders = `${counted(summary.applications, 'application')}, ${counted(summary.servicePrincipals, 'service principal')}`
  return [
    { title: 'Looked at', value: `${holders}, ${counted(summary.credentials, 'credential')}` },
    {
      title: 'Found',
      value: `${counted(summary.findings, 'finding')}, ${counted(summary.orphaned, 'orphaned application')} among them`,
    },
    { title: 'Told', value: counted(summary.notifications, 'notification') },
    { title: 'Left alone', value: skippedWords(summary.skipped) },
    { title: 'Failures', value: grouped(summary.failures) },
    { title: 'Took', value: `${grouped(Math.ceil(summary.durationMs / 1000))} s` },
  ]
}

function waitingFacts({ waiting }: StatusMessage): readonly Fact[] {
  return waiting === 0 ? [] : [{ title: 'Waiting', value: `${counted(waiting, 'message')} to be sent again` }]
}

function rotationFact({ lastPass, openRotations, awaitingDeployment }: StatusMessage): Fact {
  const started = lastPass === null ? '' : `, ${grouped(lastPass.summary.rotationsStarted)} started by the last pass`
  return {
    title: 'Rotations',
    value: `${grouped(openRotations)} open, ${grouped(awaitingDeployment)} waiting to be deployed${started}`,
  }
}
