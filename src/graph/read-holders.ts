import { hasCode, KeyturnError } from '../domain/errors.ts'
import type { Holder, HolderKind } from '../domain/holder.ts'
import type { GraphClient } from './create-graph-client.ts'
import { isGuid } from './guid.ts'
import { holderPath } from './holder-path.ts'
import { holderSelect, mapHolder } from './map-holder.ts'
import { personSelect } from './map-person.ts'
import { readOwners, readOwnersWhereFound } from './read-owners.ts'
import { readPages } from './read-pages.ts'
import type { ReadingProblems } from './reading-problems.ts'

const permission = 'Application.Read.All'
const scanHeaders = { 'x-ms-throttle-priority': 'low' }
/** Graph cuts an expanded relation off at this length, silently. */
const EXPAND_LIMIT = 20

/** Graph caps pages with `$expand` at 100 whatever `$top` asks for. */
export async function* readApplications(
  client: GraphClient,
  problems: ReadingProblems,
): AsyncGenerator<readonly Holder[]> {
  const path = `/v1.0/applications?$top=999&$select=${holderSelect.application}&$expand=owners($select=${personSelect})`
  for await (const page of readPages(client, path, { does: 'read applications', permission }, scanHeaders)) {
    const holders = await withAllOwners(client, mapPage('application', page, problems), problems)
    for (const { owners } of holders) problems.look(owners)
    yield holders
  }
}

export async function* readServicePrincipals(
  client: GraphClient,
  problems: ReadingProblems,
): AsyncGenerator<readonly Holder[]> {
  const path = `/v1.0/servicePrincipals?$top=999&$select=${holderSelect.servicePrincipal}`
  for await (const page of readPages(client, path, { does: 'read service principals', permission }, scanHeaders)) {
    yield mapPage('servicePrincipal', page, problems)
  }
}

/**
 * Undefined: there is none of that id. Fails where Entra finds the holder and not its owners: that proves no deletion,
 * and with an empty list it would look orphaned.
 */
export async function readHolder(
  client: GraphClient,
  kind: HolderKind,
  objectId: string,
  problems: ReadingProblems,
): Promise<Holder | undefined> {
  if (!isGuid(objectId)) return undefined
  const path = `/v1.0${holderPath(kind, objectId)}?$select=${holderSelect[kind]}`
  const call = { does: `read the ${kind === 'application' ? kind : 'service principal'} ${objectId}`, permission }
  const [raw, owners] = await Promise.all([
    absentIfNotFound(client.get(path, call)),
    readOwners(client, kind, [objectId]),
  ])
  const listed = owners.get(objectId)
  if (raw === undefined) return undefined
  if (listed === undefined) {
    const message = `Keyturn could not ${call.does}: Microsoft Graph finds it but not its owners. Try again later.`
    throw new KeyturnError('directory-unreachable', message)
  }
  problems.look(listed)
  const [holder] = mapPage(kind, [raw], problems)
  return holder === undefined ? undefined : { ...holder, owners: listed }
}

function mapPage(kind: HolderKind, page: readonly unknown[], problems: ReadingProblems): Holder[] {
  return page.flatMap((raw) => {
    const mapped = mapHolder(kind, raw)
    if (mapped === undefined) {
      problems.skippedHolder(kind, raw)
      return []
    }
    const { holder, unreadableCredentials } = mapped
    if (unreadableCredentials > 0) problems.skippedCredentials(holder.objectId, unreadableCredentials)
    return [holder]
  })
}

async function withAllOwners(
  client: GraphClient,
  holders: readonly Holder[],
  problems: ReadingProblems,
): Promise<readonly Holder[]> {
  const cutOff = holders.filter(({ owners }) => owners.length >= EXPAND_LIMIT).map(({ objectId }) => objectId)
  if (cutOff.length === 0) return holders
  const full = await readOwnersWhereFound(client, 'application', cutOff, problems)
  return holders.flatMap((holder) => {
    if (!cutOff.includes(holder.objectId)) return [holder]
    const owners = full.get(holder.objectId)
    // Deleted since its page was read, or unreadable; with the shortened list, the owners left out would count as former ones.
    return owners === undefined ? [] : [{ ...holder, owners }]
  })
}

async function absentIfNotFound(reply: Promise<unknown>): Promise<unknown> {
  try {
    return await reply
  } catch (error) {
    if (hasCode(error, 'directory-not-found')) return undefined
    throw error
  }
}
