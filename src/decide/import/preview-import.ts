import { randomUUID } from 'node:crypto'
import { isGuid } from '../../domain/guid.ts'
import type { Holder } from '../../domain/holder.ts'
import { judgeLines, type OwnerLine } from '../../domain/judge-import.ts'
import type { OwnerImport } from '../../domain/owner-import.ts'
import type { Person } from '../../domain/person.ts'
import type { AppContext } from '../../ports.ts'
import type { Actor } from '../actor.ts'
import type { OwnerCsv } from './parse-owner-csv.ts'

type Powers = Pick<AppContext, 'holders' | 'directory' | 'imports' | 'clock'>

/** Judges every line against Entra as it is now and keeps the result, which is what `Apply` will do. */
export async function previewImport(ctx: Powers, actor: Actor, csv: OwnerCsv): Promise<OwnerImport> {
  const [applications, people] = await Promise.all([applicationsOf(ctx, csv.lines), peopleOf(ctx, csv.lines)])
  const judged = judgeLines(csv.lines, { applications, people })
  const ownerImport: OwnerImport = {
    importId: randomUUID(),
    by: actor,
    at: ctx.clock.now(),
    isCancelled: false,
    lines: judged.lines,
    problems: [...csv.problems, ...judged.problems].toSorted((a, b) => a.line - b.line),
  }
  await ctx.imports.create(ownerImport)
  return ownerImport
}

/** By client id, with owners as of now. A service principal stands for an application of another tenant. */
async function applicationsOf(
  ctx: Pick<Powers, 'holders' | 'directory'>,
  lines: readonly OwnerLine[],
): Promise<Map<string, Holder>> {
  const wanted = new Set(lines.map(({ clientId }) => clientId))
  const found = new Map<string, Holder>()
  for await (const seen of ctx.holders.list({})) {
    const isBetter = seen.kind === 'application' || !found.has(seen.clientId)
    if (wanted.has(seen.clientId) && isBetter) found.set(seen.clientId, seen)
  }
  for (const kind of ['application', 'servicePrincipal'] as const) {
    const holders = [...found.values()].filter((holder) => holder.kind === kind)
    const ids = holders.map(({ objectId }) => objectId)
    const owners = ids.length === 0 ? new Map() : await ctx.directory.ownersOf(kind, ids)
    for (const holder of holders) {
      const current = owners.get(holder.objectId)
      if (current === undefined) found.delete(holder.clientId)
      else found.set(holder.clientId, { ...holder, owners: current })
    }
  }
  return found
}

/** Only an exact address counts: nobody becomes an owner because of a name that begins alike. */
async function peopleOf(
  ctx: Pick<Powers, 'directory'>,
  lines: readonly OwnerLine[],
): Promise<Map<string, readonly Person[]>> {
  const wanted = [...new Set(lines.map(({ owner }) => owner))]
  const byId = await ctx.directory.people(wanted.filter(isGuid))
  const found = new Map<string, readonly Person[]>([...byId].map(([id, person]) => [id, [person]]))
  for (const text of wanted.filter((owner) => !isGuid(owner))) {
    const candidates = await ctx.directory.findPeople(text)
    found.set(
      text,
      candidates.filter(({ mail, userPrincipalName }) =>
        [mail, userPrincipalName].some((address) => address?.toLowerCase() === text),
      ),
    )
  }
  return found
}
