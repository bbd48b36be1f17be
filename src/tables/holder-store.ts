import { z } from 'zod/v4'
import { formerOwnersIn } from '../domain/owner-history.ts'
import { firstEnd } from '../domain/span.ts'
import type { HolderFilter, HolderStore, SeenHolder } from '../ports.ts'
import { decodeRow, encode } from './codec.ts'
import { isSearch, matches, mayMatch, searched, searchProperties } from './holder-search.ts'
import { keyOf, lastPartOf, partitionOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import { readable, rowsOfAll } from './read-rows.ts'
import { rowsById } from './rows-by-id.ts'
import { credentialShape, holderRefShape, instant, ownerShape, personRefShape, spanShape } from './shapes.ts'
import type { Condition, Row, StoredRow } from './table.ts'
import { writeRows } from './write-rows.ts'

const seenHolderShape = holderRefShape
  .extend({
    signInAudience: z.string().nullable(),
    credentials: z.array(credentialShape),
    owners: z.array(ownerShape),
    isManagedIdentity: z.boolean().optional(),
    isAgentBlueprint: z.boolean().optional(),
    ownerHistory: z.object({ fromAt: instant, spans: z.array(personRefShape.extend(spanShape.shape)) }),
    fingerprint: z.string(),
    orphaned: z.boolean(),
    deletedAt: instant.nullable(),
  })
  .transform((seen) => ({ ...seen, formerOwners: formerOwnersIn(seen.ownerHistory) }))

/** Applications and service principals as last seen; the scan is the only writer. */
export function createHolderStore({ holders: table, log }: Pick<OpenTables, 'holders' | 'log'>): HolderStore {
  async function* rowsFound(filter: HolderFilter, where: readonly Condition[]): AsyncGenerator<StoredRow> {
    const found: string[] = []
    for await (const { key, properties } of rowsOfAll(table, { where, select: searched })) {
      if (mayMatch(properties, filter)) found.push(lastPartOf(key))
    }
    yield* await rowsById(table, found)
  }

  return {
    async *traces() {
      for await (const { key, properties } of rowsOfAll(table, {
        select: ['fingerprint', 'deleted', 'oldestLeftAt'],
      })) {
        const { fingerprint, deleted, oldestLeftAt } = properties
        // Without a fingerprint the row counts as changed, so the next pass writes it anew.
        const known = typeof fingerprint === 'string' ? fingerprint : ''
        yield {
          objectId: lastPartOf(key),
          fingerprint: known,
          deleted: deleted === true,
          oldestLeftAt: typeof oldestLeftAt === 'string' ? new Date(oldestLeftAt) : null,
        }
      }
    },

    async get(objectId) {
      const row = await table.get(partitionOf(objectId), keyOf(objectId))
      return row && decodeRow(seenHolderShape, table.name, row)
    },

    async getMany(objectIds) {
      const rows = await rowsById(table, objectIds)
      const found = rows
        .map((row) => readable(seenHolderShape, row, { table, log }))
        .filter((seen) => seen !== undefined)
      return new Map(found.map((seen) => [seen.objectId, seen]))
    },

    async *list(filter) {
      const where: Condition[] = [{ property: 'deleted', is: 'equal', value: false }]
      if (filter.clientId !== undefined) where.push({ property: 'clientId', is: 'equal', value: filter.clientId })
      if (filter.expiringBefore !== undefined) {
        where.push({ property: 'firstEndAt', is: 'below', value: filter.expiringBefore.toISOString() })
      }
      for await (const row of isSearch(filter) ? rowsFound(filter, where) : rowsOfAll(table, { where })) {
        const seen = readable(seenHolderShape, row, { table, log })
        if (seen !== undefined && seen.deletedAt === null && matches(seen, filter)) yield seen
      }
    },

    async save(holders) {
      await writeRows(table, holders.map(rowOf), ({ key }) => partitionOf(lastPartOf(key)))
    },
  }
}

function rowOf(seen: SeenHolder): Row {
  const { formerOwners: _, ...stored } = seen
  const firstEndAt = firstEndOf(seen)
  const oldestLeftAt = firstEnd(seen.ownerHistory.spans)
  return {
    key: keyOf(seen.objectId),
    properties: {
      ...encode(stored),
      clientId: seen.clientId,
      fingerprint: seen.fingerprint,
      deleted: seen.deletedAt !== null,
      ...searchProperties(seen),
      ...(firstEndAt !== undefined && { firstEndAt }),
      ...(oldestLeftAt !== undefined && { oldestLeftAt: oldestLeftAt.toISOString() }),
    },
  }
}

/** As ISO text, which sorts like time and, unlike Table Storage's own instants, reaches back before 1601. */
function firstEndOf({ credentials }: SeenHolder): string | undefined {
  return credentials
    .flatMap(({ endAt }) => (endAt === null ? [] : [endAt.toISOString()]))
    .sort()
    .at(0)
}
