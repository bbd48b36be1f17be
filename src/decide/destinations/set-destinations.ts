import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { AuditAction } from '../../domain/audit-event.ts'
import type { ConfiguredDestination, DestinationTarget, KeyVaultTarget } from '../../domain/destination.ts'
import { messageOf } from '../../domain/errors.ts'
import type { Holder, HolderRef } from '../../domain/holder.ts'
import type { DestinationsMessage } from '../../domain/messages/destinations.ts'
import type { PersonRef } from '../../domain/person.ts'
import { reachableOwners } from '../../domain/person.ts'
import { placeOf } from '../../domain/place-words.ts'
import type { AppContext, CurrentApplication, DeliveredFacts, Destination, Inspection } from '../../ports.ts'
import { type Actor, isAdministrator } from '../actor.ts'
import type { Decision } from '../decision.ts'
import type { ApplicationAction } from '../parse-action.ts'
import { parsePlace, placeExamples } from './parse-place.ts'

type Powers = Pick<AppContext, 'configured' | 'destinations' | 'directory' | 'policy' | 'clock' | 'vault' | 'log'>

const MAX_DESTINATIONS = 10

/** `/destinations`: where the secrets of this application go. */
export async function showDestinations(ctx: Powers, { holder }: CurrentApplication, actor: Actor): Promise<Decision> {
  return { is: 'ask', form: await listed(ctx, holder, await isAdministrator(ctx, actor)) }
}

type Wanted = Pick<ApplicationAction, 'place' | 'isOptional' | 'isFirst'>

/**
 * Adds a destination, after a look that it can take what will be delivered; one that is there is changed. Administrators
 * only: Keyturn may write to places that the owners of one application may not.
 */
export async function addDestination(
  ctx: Powers,
  { holder }: CurrentApplication,
  by: PersonRef,
  action: Wanted,
): Promise<Decision> {
  if (!(await isAdministrator(ctx, by))) return administratorsOnly
  const typed = action.place?.trim() ?? ''
  const before = await ctx.configured.about(holder.objectId)
  const target = parsePlace(typed)
  if (target === undefined) return askAgain(ctx, holder, notUnderstood, typed)
  const there = findAt(before, target)
  if (there !== undefined) return changeDestination(ctx, holder, by, { before, there, ...action })
  if (before.length >= MAX_DESTINATIONS) return askAgain(ctx, holder, tooMany, typed)
  const earlier = isTrue(action.isFirst) ? [] : before.map((other) => other.target)
  const looked = await inspect(ctx, holder, target, earlier)
  if (looked.is === 'refused') return askAgain(ctx, holder, looked.problem, typed)

  const destination: ConfiguredDestination = {
    destinationId: randomUUID(),
    objectId: holder.objectId,
    position: isTrue(action.isFirst) ? beforeAll(before) : (before.at(-1)?.position ?? -1) + 1,
    isRequired: !isTrue(action.isOptional),
    target,
    addedBy: by,
    addedAt: ctx.clock.now(),
  }
  await ctx.configured.add(destination, eventOf(ctx, 'destination-added', holder, by, destination))
  return { is: 'ask', form: await listed(ctx, holder, true, { news: `Added. ${looked.facts.join(' ')}` }) }
}

interface Change extends Wanted {
  readonly before: readonly ConfiguredDestination[]
  readonly there: ConfiguredDestination
}

/** What is not said stays as it is. */
async function changeDestination(ctx: Powers, holder: Holder, by: PersonRef, change: Change): Promise<Decision> {
  const { before, there, isOptional, isFirst, place = '' } = change
  const moves = isTrue(isFirst) && before[0] !== there
  const isRequired = isOptional === undefined ? there.isRequired : !isTrue(isOptional)
  if (!moves && isRequired === there.isRequired) {
    const problem = 'This destination is there already. Say optional, required or first to change it.'
    return askAgain(ctx, holder, problem, place)
  }
  const looked = moves ? await inspect(ctx, holder, there.target, []) : undefined
  if (looked?.is === 'refused') return askAgain(ctx, holder, looked.problem, place)
  const changed = { ...there, isRequired, position: moves ? beforeAll(before) : there.position }
  const event = eventOf(ctx, 'destination-changed', holder, by, changed)
  await ctx.configured.add(changed, moves ? { ...event, detail: `first, ${event.detail}` } : event)
  const news = 'Changed. A rotation that is under way goes on as it was.'
  return { is: 'ask', form: await listed(ctx, holder, true, { news }) }
}

/** By its id, from the card, or by its place, from a command. */
export async function removeDestination(
  ctx: Powers,
  { holder }: CurrentApplication,
  by: PersonRef,
  { destinationId, place = '' }: Pick<ApplicationAction, 'destinationId' | 'place'>,
): Promise<Decision> {
  if (!(await isAdministrator(ctx, by))) return administratorsOnly
  const before = await ctx.configured.about(holder.objectId)
  const target = destinationId === undefined ? parsePlace(place) : undefined
  const found = target ? findAt(before, target) : before.find((one) => one.destinationId === destinationId)
  if (found === undefined && destinationId === undefined) {
    return askAgain(ctx, holder, 'None of its destinations is at this place. Write it as it was added.', place)
  }
  if (found !== undefined) {
    await ctx.configured.remove(found, eventOf(ctx, 'destination-removed', holder, by, found))
  }
  const news = found === undefined ? 'It was not there any more.' : 'Removed. What was delivered there stays there.'
  return { is: 'ask', form: await listed(ctx, holder, true, { news }) }
}

async function askAgain(ctx: Powers, holder: HolderRef, problem: string, typed: string): Promise<Decision> {
  return { is: 'ask', form: await listed(ctx, holder, true, { problem, typed }) }
}

function isTrue(said: string | undefined): boolean {
  return said === 'true'
}

function beforeAll([first]: readonly ConfiguredDestination[]): number {
  return (first?.position ?? 1) - 1
}

function findAt(all: readonly ConfiguredDestination[], target: DestinationTarget): ConfiguredDestination | undefined {
  return all.find((other) => isDeepStrictEqual(other.target, target))
}

const administratorsOnly: Decision = {
  is: 'refuse',
  text: "Keyturn's administrators say where secrets are delivered, since Keyturn may write to places that you may not. Nothing was changed.",
}

const notUnderstood = 'This is no place that Keyturn can deliver to. Paste the address of one, as in the examples.'

const tooMany = `An application has at most ${MAX_DESTINATIONS} destinations.`

/** The look that every place allows without being changed; `before`: the targets that are delivered to earlier. */
export async function inspect(
  ctx: Powers,
  holder: Holder,
  target: DestinationTarget,
  before: readonly DestinationTarget[],
): Promise<Inspection> {
  const published = before.findLast((other) => other.kind === 'keyVault')
  if (published === undefined && followsVault(target)) return { is: 'refused', problem: vaultFirst }
  // Each adapter takes the target of its own kind, which the key guarantees and the type system cannot follow.
  const destination = ctx.destinations[target.kind] as Destination
  try {
    return await destination.inspect(target, factsBefore(ctx, holder, published))
  } catch (error) {
    const problem = messageOf(error)
    ctx.log.warn({ objectId: holder.objectId, kind: target.kind, problem }, 'A destination could not be looked at')
    return { is: 'refused', problem: `${problem} Try again when it answers.` }
  }
}

/** Whether it gets nothing but fetches from a vault: a secret in Keyturn's own has another name at each rotation. */
function followsVault({ kind }: DestinationTarget): boolean {
  return kind === 'appService' || kind === 'containerApp'
}

const vaultFirst =
  'Add the Key Vault destination first: an app fetches the secret from a vault by itself, and Keyturn looks whether it refers to the Key Vault destination that stands before it.'

/** What is known of a delivery before there is one. */
function factsBefore(ctx: Powers, { clientId, owners }: Holder, published: KeyVaultTarget | undefined): DeliveredFacts {
  const { vaultUrl, secretName } = published ?? { vaultUrl: ctx.vault.url, secretName: `keyturn-${clientId}` }
  return {
    rotationId: 'preview',
    deliveryId: 'preview',
    clientId,
    keyId: '',
    endAt: null,
    ownerIds: reachableOwners(owners).map(({ personId }) => personId),
    vaultSecret: { vaultUrl, name: secretName, version: '' },
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
