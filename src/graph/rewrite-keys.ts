import { z } from 'zod/v4'
import { KeyturnError } from '../domain/errors.ts'
import type { GraphClient } from './create-graph-client.ts'
import { type KeyEntry, keyEntryShape } from './key-entry.ts'
import { parseReply } from './parse-reply.ts'
import type { GraphCall } from './translate-error.ts'

/** A write is not always shown by the next read; these waits cover what is usual, 4 to 18 seconds. */
const WAITS_MS = [1_000, 2_000, 4_000, 8_000]
const MAX_WRITES = 3
/** Whoever changes a list writes it right after reading it. */
const OTHERS_WRITE_WITHIN_MS = 3_000

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

export type RewriteKeys = (change: KeyChange) => Promise<RewrittenKeys>

/**
 * Changes the list of certificates, of which Entra takes nothing but the whole: read, write, read until the change shows,
 * and look once more when others who had read before have written too. Where it does not show, one of those has
 * overwritten it, and the list as that writer left it is the one to change. What others took out stays out, since a
 * removed certificate must not come back: a list with our entry in it was made by somebody who had read ours.
 *
 * Changes of one list have to come in turn within the process, and then none is lost. Across processes two cases remain,
 * because Graph documents no way to make a write depend on a read: an entry that somebody adds between our read and our
 * write, or that our read does not show yet, is lost by our write, and only its own writer can notice; and whoever takes
 * longer than `OTHERS_WRITE_WITHIN_MS` from reading to writing undoes our change after we have looked.
 */
export function createKeyRewriter(client: GraphClient): RewriteKeys {
  // A list that does not show this process's last change is older than it, and writing it back would undo that change.
  const lastChanges = new Map<string, KeyChange['isDone']>()

  return async ({ path, call, isDone, next }) => {
    let keys = await readUntil(client, path, lastChanges.get(path) ?? (() => true))
    for (let writes = 0; ; writes += 1) {
      if (isDone(keys)) {
        if (writes > 0) lastChanges.set(path, isDone)
        return { keys, writes }
      }
      if (writes === MAX_WRITES) throw neverShown(call)
      const body = { keyCredentials: next(keys) }
      if (writes === 0) await client.patch(path, body, call)
      else await afterWrite(client.patch(path, body, call), call)
      keys = await afterWrite(readSettled(client, path, isDone), call)
    }
  }
}

function neverShown({ does }: GraphCall): KeyturnError {
  return new KeyturnError(
    'directory-conflict',
    `Keyturn could not ${does}: Entra does not show the change; somebody else may be changing the same list. Whether it took effect is unknown. Try again in a few minutes.`,
  )
}

/** The list once it fits and nobody who had read it before can be expected to overwrite it any more. */
async function readSettled(client: GraphClient, path: string, fits: KeyChange['isDone']): Promise<readonly KeyEntry[]> {
  const keys = await readUntil(client, path, fits)
  if (!fits(keys)) return keys
  await client.sleep(OTHERS_WRITE_WITHIN_MS)
  return readUntil(client, path, fits)
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
