import { type Candidate, type CandidateEvidence, rankCandidates } from '../../domain/candidates.ts'
import { isReachable, reachableOwners } from '../../domain/person.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'

type Powers = Pick<AppContext, 'directory' | 'holders' | 'people' | 'log'>
type Found = { readonly personId: string; readonly evidence: CandidateEvidence }

/** People who may well be the right owner, with the evidence for each. A source that cannot be read gives none. */
export async function gatherCandidates(ctx: Powers, { holder }: CurrentApplication): Promise<Candidate[]> {
  const sources = await Promise.all([
    orNone(ctx, 'audit log', () => makersOfCredentials(ctx, holder.objectId)),
    orNone(ctx, 'owner history', () => formerOwners(ctx, holder.objectId)),
    orNone(ctx, 'same service', () => ownersOfSameService(ctx, holder.objectId)),
    orNone(ctx, 'team of a former owner', () => teamOfFormerOwner(ctx, holder.objectId)),
  ])
  const found = sources.flat()
  const people = await ctx.directory.people(found.map(({ personId }) => personId))
  const owners = new Set(reachableOwners(holder.owners).map(({ personId }) => personId))
  return rankCandidates(
    found.flatMap(({ personId, evidence }) => {
      const person = people.get(personId)
      return person === undefined || !isReachable(person) || owners.has(personId) ? [] : [{ person, evidence }]
    }),
  )
}

async function makersOfCredentials({ directory }: Powers, objectId: string): Promise<Found[]> {
  const made = (await directory.credentialCreators(objectId)) ?? []
  return made.map(({ person, at }) => ({ personId: person.personId, evidence: { is: 'madeCredential', at } }))
}

async function formerOwners({ holders }: Powers, objectId: string): Promise<Found[]> {
  const seen = await holders.get(objectId)
  return (seen?.formerOwners ?? []).map(({ personId, untilAt }) => ({
    personId,
    evidence: { is: 'wasOwner', untilAt },
  }))
}

async function ownersOfSameService({ directory }: Powers, objectId: string): Promise<Found[]> {
  const owners = await directory.ownersOfSameService(objectId)
  return owners.map(({ personId }) => ({ personId, evidence: { is: 'ownsSameService' } }))
}

/** Whoever works for the same manager as the one who left last may know what they left. */
async function teamOfFormerOwner({ directory, holders, people }: Powers, objectId: string): Promise<Found[]> {
  const [last] = (await holders.get(objectId))?.formerOwners ?? []
  if (last === undefined) return []
  const manager = (await people.getMany([last.personId])).get(last.personId)?.manager
  if (manager === undefined || manager === null) return []
  const team = await directory.reportsOf(manager.personId)
  return team.map(({ personId }) => ({ personId, evidence: { is: 'sameTeam', as: last } }))
}

async function orNone(ctx: Pick<Powers, 'log'>, source: string, read: () => Promise<Found[]>): Promise<Found[]> {
  try {
    return await read()
  } catch (error) {
    ctx.log.warn({ source, error: String(error) }, 'A source of candidates could not be read')
    return []
  }
}
