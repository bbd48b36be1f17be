import type { FormMessage } from '../domain/message.ts'
import { isReachable, type Person, personName, reachableOwners } from '../domain/person.ts'
import type { AppContext, CurrentApplication } from '../ports.ts'
import type { Actor } from './actor.ts'
import type { Decision } from './decision.ts'
import type { Action } from './parse-action.ts'

type Powers = Pick<AppContext, 'directory' | 'audit' | 'clock'>

/** `Assign new owner`, first step: asks for the person. */
export function askOwner(
  application: CurrentApplication,
  problem: string | null = null,
  typed: FormMessage['typed'] = {},
  candidates: readonly Person[] = [],
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
      dryRun: application.dryRun,
    },
  }
}

/** `Assign new owner`, second step: resolves the person in Entra, adds them there and records it. */
export async function assignOwner(
  ctx: Powers,
  application: CurrentApplication,
  actor: Actor,
  action: Action,
): Promise<Decision> {
  const found = await resolvePerson(ctx, action)
  if (found.is === 'problem') {
    return askOwner(application, found.text, { person: action.person?.slice(0, 100) ?? '' }, found.candidates)
  }
  const { person } = found
  const refusal = refusalOf(person)
  if (refusal !== null) return askOwner(application, refusal, { person: action.person?.slice(0, 100) ?? '' })
  if (application.dryRun) {
    return { is: 'show', news: `Dry run: ${personName(person)} would become an owner. Nothing was changed.` }
  }

  const result = await ctx.directory.addOwner(application.holder, person.personId)
  await ctx.audit.record({
    eventId: `owner.${application.holder.objectId}.${person.personId}.${application.now.getTime()}`,
    at: ctx.clock.now(),
    action: 'owner-assigned',
    actor,
    holder: application.holder,
    keyId: null,
    detail:
      result === 'added' ? `${personName(person)} was added as owner` : `${personName(person)} was an owner already`,
  })
  if (result === 'already-owner') return { is: 'show', news: `${personName(person)} is an owner already.` }
  return { is: 'newOwner', person, news: `${personName(person)} is now an owner. I am sending them the card.` }
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
  if (!/^[0-9a-f-]{36}$/i.test(personId)) return []
  return [...(await ctx.directory.people([personId.toLowerCase()])).values()]
}

function refusalOf(person: Person): string | null {
  if (person.accountEnabled === false)
    return `The account of ${personName(person)} is disabled. Please choose somebody else.`
  if (!isReachable(person)) return `${personName(person)} is a guest of this tenant. Please choose a member.`
  return null
}
