import { isGuid } from '../../domain/guid.ts'
import type { FormMessage } from '../../domain/messages/form.ts'
import { isOrphaned, isReachable, type Person, personName, reachableOwners } from '../../domain/person.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'
import { type Actor, type Entitled, isAdministrator, type Standing } from '../actor.ts'
import type { Decision } from '../decision.ts'
import type { Action } from '../parse-action.ts'
import { gatherCandidates } from './gather-candidates.ts'
import { readRisks } from './read-risks.ts'

type Powers = Pick<AppContext, 'directory' | 'holders' | 'people' | 'audit' | 'clock' | 'policy' | 'log'>

/** `Assign new owner`, first step: asks for the person. */
function askOwner(
  application: CurrentApplication,
  problem: string | null = null,
  typed: FormMessage['typed'] = {},
  candidates: FormMessage['candidates'] = [],
  mayHandOver = false,
): Decision {
  const owners = reachableOwners(application.holder.owners)
  return {
    is: 'ask',
    form: {
      is: 'form',
      form: 'assignOwner',
      holder: application.holder,
      lines: [],
      owners,
      candidates,
      problem,
      typed,
      mayHandOver,
      dryRun: application.dryRun,
    },
  }
}

/** The same for whoever looks after an application without owner: with the people who may know it best. */
export async function askOwnerWithCandidates(
  ctx: Powers,
  application: CurrentApplication,
  standing: Standing,
): Promise<Decision> {
  const isOrphan = reachableOwners(application.holder.owners).length === 0
  const candidates = isOrphan ? await gatherCandidates(ctx, application) : []
  return askOwner(application, null, {}, candidates, standing === 'owner')
}

/**
 * `Assign new owner`, second step: resolves the person in Entra. Owners and administrators add them at once; whoever was
 * merely told about an orphan names them, and so does an owner where the application is dangerous in the wrong hands.
 * Nobody takes over an orphan by their own word, administrators neither.
 */
export async function assignOwner(
  ctx: Powers,
  application: CurrentApplication,
  { person: actor, standing }: Entitled,
  action: Action,
): Promise<Decision> {
  const typed = { person: action.person?.slice(0, 100) ?? '' }
  const mayHandOver = standing === 'owner'
  const found = await resolvePerson(ctx, action)
  if (found.is === 'problem') return askOwner(application, found.text, typed, found.candidates, mayHandOver)
  const { person } = found
  const refusal = refusalOf(person)
  if (refusal !== null) return askOwner(application, refusal, typed, [], mayHandOver)
  const takesOver = person.personId === actor.personId && isOrphaned(application.holder.owners)
  if (standing !== 'administrator' || takesOver) {
    const risks = await readRisks(ctx, application.holder)
    const isGated = (risks.risks.length > 0 || risks.isRiskUnknown) && !(await isAdministrator(ctx, actor))
    if (standing === 'told' || takesOver || isGated) return { is: 'nominate', nominee: person, by: actor, ...risks }
  }
  if (application.dryRun) {
    return { is: 'show', news: `Dry run: ${personName(person)} would become an owner. Nothing was changed.` }
  }
  return addOwner(ctx, application, actor, person, mayHandOver && action.handOver === 'true')
}

/** `Claim`: the person names themselves, so a second one has to agree. */
export async function claimOwnership(
  ctx: Powers,
  application: CurrentApplication,
  { person, standing }: Entitled,
): Promise<Decision> {
  if (standing === 'owner') return { is: 'impossible', text: 'You are an owner of this application already.' }
  const account = (await ctx.directory.people([person.personId])).get(person.personId)
  if (account === undefined) return { is: 'impossible', text: 'Your account is not in Entra any more.' }
  const risks = await readRisks(ctx, application.holder)
  return { is: 'nominate', nominee: account, by: person, ...risks }
}

async function addOwner(
  ctx: Powers,
  application: CurrentApplication,
  actor: Actor,
  person: Person,
  handsOver: boolean,
): Promise<Decision> {
  const { holder } = application
  const result = await ctx.directory.addOwner(holder, person.personId)
  const at = ctx.clock.now()
  await ctx.audit.record({
    eventId: `owner.${holder.objectId}.${person.personId}.${application.now.getTime()}`,
    at,
    action: 'owner-assigned',
    actor,
    holder,
    keyId: null,
    detail:
      result === 'added' ? `${personName(person)} was added as owner` : `${personName(person)} was an owner already`,
  })
  const leaver = handsOver && person.personId !== actor.personId ? actor : null
  const left = leaver === null ? null : await ctx.directory.removeOwner(holder, leaver.personId)
  if (leaver !== null && left === 'absent' && holder.kind === 'servicePrincipal') {
    const news = `${personName(person)} is now an owner of this service principal. You still own its application, and so this too: hand that over as well.`
    return { is: 'newOwner', person, leaver: null, news }
  }
  if (leaver !== null) {
    await ctx.audit.record({
      eventId: `left.${holder.objectId}.${leaver.personId}.${application.now.getTime()}`,
      at,
      action: 'owner-removed',
      actor,
      holder,
      keyId: null,
      detail: `${personName(leaver)} handed over to ${personName(person)}`,
    })
  }
  if (result === 'already-owner' && leaver === null) {
    return { is: 'show', news: `${personName(person)} is an owner already.` }
  }
  const handedOver = leaver === null ? '' : ' You are no owner any more.'
  return {
    is: 'newOwner',
    person,
    leaver,
    news: `${personName(person)} is now an owner. I am sending them the card.${handedOver}`,
  }
}

type Resolved =
  | { readonly is: 'person'; readonly person: Person }
  | { readonly is: 'problem'; readonly text: string; readonly candidates: readonly Person[] }

/** A picked id is looked up like a typed name: a card can send anything. */
async function resolvePerson(ctx: Pick<Powers, 'directory'>, action: Action): Promise<Resolved> {
  const typed = action.person?.trim() ?? ''
  const picked = action.personId?.trim() ?? ''
  if (typed === '' && picked === '') {
    return { is: 'problem', text: 'Please name a person: pick one, or type a name or mail address.', candidates: [] }
  }
  // A pick is the later and clearer word: the form keeps what was typed before.
  const candidates = picked === '' ? await ctx.directory.findPeople(typed) : await byId(ctx, picked)
  const [only, ...others] = candidates
  if (only === undefined) {
    return {
      is: 'problem',
      text: 'Nobody of that name or address is in Entra. Please check the spelling.',
      candidates: [],
    }
  }
  if (others.length === 0) return { is: 'person', person: only }
  return { is: 'problem', text: 'Several people match. Please pick the right one.', candidates }
}

async function byId(ctx: Pick<Powers, 'directory'>, personId: string): Promise<Person[]> {
  if (!isGuid(personId)) return []
  return [...(await ctx.directory.people([personId.toLowerCase()])).values()]
}

function refusalOf(person: Person): string | null {
  if (person.accountEnabled === false)
    return `The account of ${personName(person)} is disabled. Please choose somebody else.`
  if (!isReachable(person)) return `${personName(person)} is a guest of this tenant. Please choose a member.`
  return null
}
