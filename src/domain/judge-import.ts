import { isGuid } from './guid.ts'
import type { Holder } from './holder.ts'
import type { ImportLine, ImportProblem } from './owner-import.ts'
import { isReachable, type Person, personName } from './person.ts'

/** One line of the CSV with both fields in place, in lower case. */
export interface OwnerLine {
  readonly line: number
  readonly clientId: string
  /** Mail address, sign-in name or object id. */
  readonly owner: string
}

/** What Entra knows about the lines. */
export interface ImportEvidence {
  readonly applications: ReadonlyMap<string, Holder>
  /** By what the line says. */
  readonly people: ReadonlyMap<string, readonly Person[]>
}

/** Longer names would only make the record bigger; nothing is looked up by them. */
const NAME_LENGTH = 120

/** Judges every line by itself: it can be applied, or a sentence says why not. */
export function judgeLines(
  lines: readonly OwnerLine[],
  evidence: ImportEvidence,
): { readonly lines: readonly ImportLine[]; readonly problems: readonly ImportProblem[] } {
  const firstLines = new Map<string, number>()
  const judged: ImportLine[] = []
  const problems: ImportProblem[] = []
  for (const line of lines) {
    const verdict = judgeLine(line, evidence)
    const pair = typeof verdict === 'string' ? '' : `${verdict.holder.objectId} ${verdict.person.personId}`
    const first = firstLines.get(pair)
    if (typeof verdict === 'string') problems.push(problemOf(line, verdict))
    else if (first !== undefined) problems.push(problemOf(line, `Says the same as line ${first}. Nothing to do.`))
    else {
      firstLines.set(pair, line.line)
      judged.push(verdict)
    }
  }
  return { lines: judged, problems }
}

function judgeLine({ line, clientId, owner }: OwnerLine, evidence: ImportEvidence): ImportLine | string {
  if (!isGuid(clientId)) return 'The first field is no client ID. Copy the Application (client) ID from Entra.'
  const holder = evidence.applications.get(clientId)
  if (holder === undefined) {
    return 'No application with this client ID was seen in the last pass. Check the id; for a new application, /scan first.'
  }
  const [person, ...others] = evidence.people.get(owner) ?? []
  if (person === undefined)
    return 'Nobody in Entra has this mail address, sign-in name or object id. Check the spelling.'
  if (others.length > 0) return 'Several people have this address. Write the object id of the one you mean.'
  const refusal = refusalOf(person)
  if (refusal !== null) return refusal
  const isOwner = holder.owners.some((one) => one.type === 'user' && one.personId === person.personId)
  if (isOwner) return `${personName(person)} is an owner already. Nothing to do.`
  const { kind, objectId } = holder
  return {
    line,
    holder: { kind, objectId, clientId: holder.clientId, displayName: shortened(holder.displayName) },
    person: { personId: person.personId, displayName: shortened(person.displayName) },
    outcome: null,
  }
}

/** Why a person cannot become an owner; null where nothing stands against it. */
export function refusalOf(person: Person): string | null {
  if (person.accountEnabled === false) return 'The account of this person is disabled. Choose somebody else.'
  return isReachable(person) ? null : 'This person is a guest of the tenant. Choose a member.'
}

function problemOf({ line, clientId, owner }: OwnerLine, text: string): ImportProblem {
  return { line, text, given: `${clientId}, ${owner}`.slice(0, NAME_LENGTH) }
}

function shortened(name: string | null): string | null {
  return name?.slice(0, NAME_LENGTH) ?? null
}
