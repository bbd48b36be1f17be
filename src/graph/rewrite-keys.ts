import { z } from 'zod/v4'
import { KeyturnError } from '../domain/errors.ts'
import type { GraphClient } from './create-graph-client.ts'
import { type KeyEntry, keyEntryShape } from './key-entry.ts'
import { parseReply } from './parse-reply.ts'
import type { GraphCall } from './translate-error.ts'

/** A write is not always shown by the next read; these waits cover what is usual, 4 to 18 seconds. */
const WAITS_MS = [1_000, 2_000, 4_000, 8_000]
const MAX_WRITES = 3

const listedShape = z.object({ keyCredentials: z.array(keyEntryShape) })

export interface KeyChange {
  /** Path of the holder, with the version. */
  readonly path: string
  readonly call: GraphCall
  isDone(keys: readonly KeyEntry[]): boolean
  /** The whole new list. */
  next(keys: readonly KeyEntry[]): readonly KeyEntry[]
}

export interface RewrittenKeys {
  readonly keys: readonly KeyEntry[]
  /** 0: it was done before. */
  readonly writes: number
}

/**
 * Changes the list of certificates, of which Entra takes nothing but the whole: read, write, and read until the change
 * shows. Where it does not, another writer who had read before has overwritten it, and the list as that writer left it
 * is the one to change: what others took out meanwhile stays out. The reverse remains possible: an entry that somebody
 * adds between our read and our write, or that our read does not show yet, is lost by our write and nobody can tell.
 * Graph documents no way to make the write depend on the read, so the two follow each other at once.
 */
export async function rewriteKeys(
  client: GraphClient,
  { path, call, isDone, next }: KeyChange,
): Promise<RewrittenKeys> {
  let keys = await readKeys(client, path)
  for (let writes = 0; writes < MAX_WRITES; writes += 1) {
    if (isDone(keys)) return { keys, writes }
    const body = { keyCredentials: next(keys) }
    if (writes === 0) await client.patch(path, body, call)
    else await afterWrite(client.patch(path, body, call), call)
    keys = await afterWrite(readUntil(client, path, isDone), call)
  }
  if (isDone(keys)) return { keys, writes: MAX_WRITES }
  throw new KeyturnError(
    'directory-conflict',
    `Keyturn could not ${call.does}: Entra does not show the change; somebody else may be changing the same list. Whether it took effect is unknown. Try again in a few minutes.`,
  )
}

/** Once something was written, no later refusal means that nothing was changed. */
async function afterWrite<Result>(sent: Promise<Result>, call: GraphCall): Promise<Result> {
  try {
    return await sent
  } catch (error) {
    throw new KeyturnError(
      'directory-unreachable',
      `Keyturn could not see whether it did ${call.does}: a later request failed. Try again later.`,
      { cause: error instanceof KeyturnError ? (error.cause ?? error) : error },
    )
  }
}

/** The list once it fits, else as it is after the last wait. */
export async function readUntil(
  client: GraphClient,
  path: string,
  fits: (keys: readonly KeyEntry[]) => boolean,
): Promise<readonly KeyEntry[]> {
  let keys = await readKeys(client, path)
  for (const waitMs of WAITS_MS) {
    if (fits(keys)) return keys
    await client.sleep(waitMs)
    keys = await readKeys(client, path)
  }
  return keys
}

async function readKeys(client: GraphClient, path: string): Promise<readonly KeyEntry[]> {
  const call = { does: 'read the certificates of an application', permission: 'Application.Read.All' }
  return parseReply(listedShape, await client.get(`${path}?$select=id,keyCredentials`, call), call).keyCredentials
}
