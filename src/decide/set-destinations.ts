import { randomUUID } from 'node:crypto'
import type { AuditAction } from '../domain/audit-event.ts'
import type { ConfiguredDestination, DestinationTarget } from '../domain/destination.ts'
import type { DestinationsMessage } from '../domain/destinations-message.ts'
import type { Holder, HolderRef } from '../domain/holder.ts'
import type { PersonRef } from '../domain/person.ts'
import { reachableOwners } from '../domain/person.ts'
import { placeOf } from '../domain/place-words.ts'
import type { AppContext, CurrentApplication, DeliveredFacts, Destination, Inspection } from '../ports.ts'
import { type Actor, isAdministrator } from './actor.ts'
import type { Decision } from './decision.ts'
import type { ApplicationAction } from './parse-action.ts'
import { parsePlace, placeExamples } from './parse-place.ts'

type Powers = Pick<AppContext, 'configured' | 'destinations' | 'directory' | 'policy' | 'clock' | 'vault' | 'log'>

const MAX_DESTINATIONS = 10

/** `/destinations`: where the secrets of this application go. */
export async function showDestinations(ctx: Powers, { holder }: CurrentApplication, actor: Actor): Promise<Decision> {
  return { is: 'ask', form: await listed(ctx, holder, await isAdministrator(ctx, actor)) }
}

/**
 * Adds a destination, after a look that it can take what will be delivered. Administrators only: Keyturn may write to
 * places that the owners of one application may not.
 */
export async function addDestination(
  ctx: Powers,
  { holder }: CurrentApplication,
  by: PersonRef,
  action: Pick<ApplicationAction, 'place' | 'isOptional'>,
): Promise<Decision> {
  if (!(await isAdministrator(ctx, by))) return administratorsOnly
  const typed = action.place?.trim() ?? ''
  const before = await ctx.configured.about(holder.objectId)
  const target = parsePlace(typed)
  const problem = target === undefined ? notUnderstood : problemWith(before, target)
  if (target === undefined || problem !== null) {
    return { is: 'ask', form: await listed(ctx, holder, true, { problem: problem ?? notUnderstood, typed }) }
  }
  const looked = await inspect(ctx, holder, target)
  if (looked.is === 'refused') {
    return { is: 'ask', form: await listed(ctx, holder, true, { problem: looked.problem, typed }) }
  }

  const destination: ConfiguredDestination = {
    destinationId: randomUUID(),
    objectId: holder.objectId,
    position: (before.at(-1)?.position ?? -1) + 1,
    isRequired: action.isOptional !== 'true',
    target,
    addedBy: by,
    addedAt: ctx.clock.now(),
  }
  await ctx.configured.add(destination, eventOf(ctx, 'destination-added', holder, by, destination))
  return { is: 'ask', form: await listed(ctx, holder, true, { news: `Added. ${looked.facts.join(' ')}` }) }
}

export async function removeDestination(
  ctx: Powers,
  { holder }: CurrentApplication,
  by: PersonRef,
  { destinationId }: Pick<ApplicationAction, 'destinationId'>,
): Promise<Decision> {
  if (!(await isAdministrator(ctx, by))) return administratorsOnly
  const found = (await ctx.configured.about(holder.objectId)).find((one) => one.destinationId === destinationId)
  if (found !== undefined) {
    await ctx.configured.remove(found, eventOf(ctx, 'destination-removed', holder, by, found))
  }
  const news = found === undefined ? 'It was not there any more.' : 'Removed. What was delivered there stays there.'
  return { is: 'ask', form: await listed(ctx, holder, true, { news }) }
}

const administratorsOnly: Decision = {
  is: 'refuse',
  text: "Keyturn's administrators say where secrets are delivered, since Keyturn may write to places that you may not. Nothing was changed.",
}

const notUnderstood = 'This is no place that Keyturn can deliver to. Paste the address of one, as in the examples.'

function problemWith(before: readonly ConfiguredDestination[], target: DestinationTarget): string | null {
  if (before.length >= MAX_DESTINATIONS) return `An application has at most ${MAX_DESTINATIONS} destinations.`
  const isThere = before.some((other) => JSON.stringify(other.target) === JSON.stringify(target))
  return isThere ? 'This destination is there already.' : null
}

/** The look that every place allows without being changed. */
export async function inspect(ctx: Powers, holder: Holder, target: DestinationTarget): Promise<Inspection> {
  // Each adapter takes the target of its own kind, which the key guarantees and the type system cannot follow.
  const destination = ctx.destinations[target.kind] as Destination
  try {
    return await destination.inspect(target, factsBefore(ctx, holder))
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    ctx.log.warn({ objectId: holder.objectId, kind: target.kind, problem }, 'A destination could not be looked at')
    return { is: 'refused', problem: `${problem} Try again when it answers.` }
  }
}

/** What is known of a delivery before there is one. */
function factsBefore(ctx: Powers, { clientId, owners }: Holder): DeliveredFacts {
  return {
    rotationId: 'preview',
    deliveryId: 'preview',
    clientId,
    keyId: '',
    endAt: null,
    ownerIds: reachableOwners(owners).map(({ personId }) => personId),
    vaultSecret: { vaultUrl: ctx.vault.url, name: `keyturn-${clientId}`, version: '' },
  }
}

async function listed(
  ctx: Powers,
  { kind, objectId, clientId, displayName }: HolderRef,
  mayChange: boolean,
  said: Partial<Pick<DestinationsMessage, 'news' | 'problem' | 'typed'>> = {},
): Promise<DestinationsMessage> {
  return {
    is: 'destinations',
    holder: { kind, objectId, clientId, displayName },
    destinations: await ctx.configured.about(objectId),
    mayChange,
    news: null,
    problem: null,
    typed: '',
    examples: placeExamples,
    dryRun: ctx.policy.dryRun,
    ...said,
  }
}

function eventOf(
  ctx: Pick<AppContext, 'clock'>,
  action: AuditAction,
  { kind, objectId, clientId, displayName }: HolderRef,
  actor: PersonRef,
  { target, isRequired }: ConfiguredDestination,
) {
  return {
    eventId: randomUUID(),
    at: ctx.clock.now(),
    action,
    actor,
    holder: { kind, objectId, clientId, displayName },
    keyId: null,
    // Owners read the history, so it holds no more of a place than they may see.
    detail: `${isRequired ? 'required' : 'optional'}: ${placeOf(target)}`,
  }
}
