import { hasCode } from '../../domain/errors.ts'
import type { Holder } from '../../domain/holder.ts'
import { refusalOf } from '../../domain/judge-import.ts'
import type { ImportLine, ImportOutcome, OwnerImport } from '../../domain/owner-import.ts'
import { isOrphaned, type Person, type PersonRef, personName } from '../../domain/person.ts'
import type { AppContext } from '../../ports.ts'
import { isAdministrator } from '../actor.ts'

type Powers = Pick<AppContext, 'directory' | 'audit' | 'imports' | 'clock' | 'policy'>

/** An application whose owners have changed, for its cards. */
export interface NewOwner {
  readonly holder: Holder
  readonly person: Person
}

/**
 * Applies one line as things are now. The event and the outcome are recorded after the owner is added: a crash in
 * between repeats the line, which finds the owner there and records what is missing under the same ids.
 */
export async function applyImportLine(
  ctx: Powers,
  ownerImport: OwnerImport,
  line: ImportLine,
): Promise<NewOwner | undefined> {
  const { by, importId } = ownerImport
  const [mayImport, holder, people] = await Promise.all([
    isAdministrator(ctx, by),
    ctx.directory.holder(line.holder.kind, line.holder.objectId),
    ctx.directory.people([line.person.personId]),
  ])
  const person = people.get(line.person.personId)
  const problem = problemWith({ by, mayImport, holder, person })
  const outcome: ImportOutcome =
    problem === null && holder !== undefined && person !== undefined
      ? await addOwner(ctx, holder, person)
      : { is: 'failed', problem: problem ?? '' }
  await ctx.audit.record({
    eventId: `import.${importId}.${line.line}`,
    at: ctx.clock.now(),
    action: outcome.is === 'failed' ? 'action-refused' : 'owner-assigned',
    actor: by,
    holder: holder ?? line.holder,
    keyId: null,
    detail: `${personName(person ?? line.person)}: ${detailOf(outcome)}, line ${line.line} of an import`,
  })
  await ctx.imports.settle(ownerImport, line.line, outcome)
  return outcome.is === 'added' && holder !== undefined && person !== undefined ? { holder, person } : undefined
}

function problemWith(now: {
  readonly by: PersonRef
  readonly mayImport: boolean
  readonly holder: Holder | undefined
  readonly person: Person | undefined
}): string | null {
  if (!now.mayImport) return 'You were no administrator any more. An administrator can import this line.'
  if (now.holder === undefined) return 'The application was deleted meanwhile. Nothing to do.'
  if (now.person === undefined) return 'The person was deleted meanwhile. Choose somebody else.'
  if (now.person.personId === now.by.personId && isOrphaned(now.holder.owners))
    return 'Nobody owns it, and a second person has to agree that you do. Use Claim in /orphans.'
  return refusalOf(now.person)
}

async function addOwner(ctx: Pick<Powers, 'directory'>, holder: Holder, person: Person): Promise<ImportOutcome> {
  const isOwner = holder.owners.some((one) => one.type === 'user' && one.personId === person.personId)
  if (isOwner) return { is: 'alreadyOwner' }
  try {
    const result = await ctx.directory.addOwner(holder, person.personId)
    return { is: result === 'added' ? 'added' : 'alreadyOwner' }
  } catch (error) {
    // Only what is wrong with this line may fail it; anything else stops the import, to go on later.
    if (hasCode(error, 'directory-refused', 'directory-not-found')) return { is: 'failed', problem: error.message }
    throw error
  }
}

function detailOf(outcome: ImportOutcome): string {
  if (outcome.is === 'failed') return outcome.problem
  return outcome.is === 'added' ? 'made an owner' : 'is an owner already'
}
