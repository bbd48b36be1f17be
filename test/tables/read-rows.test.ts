import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { rowsOfAll } from '../../src/tables/read-rows.ts'
import type { RowQuery, Table } from '../../src/tables/table.ts'
import { createFakeTable } from '../support/fake-table.ts'

/** Two rows in each partition; a page of partition 2 cannot be read. */
function createBrokenTable(): Table {
  const table = createFakeTable('broken')
  for (const partition of '0123456789abcdef') {
    for (const key of ['a', 'b']) table.plant(partition, { key: partition + key, properties: {} })
  }
  const pages = async function* (query: RowQuery) {
    if (query.partition === '2') throw new Error('partition 2 is down')
    yield* table.pages(query)
  }
  return { ...table, pages }
}

describe('a reading of all partitions', () => {
  it('hands out what comes before a failure, then fails where it is met, however slow the reader', async () => {
    const keys: string[] = []
    const read = async () => {
      for await (const { key } of rowsOfAll(createBrokenTable())) {
        keys.push(key)
        await setImmediate()
      }
    }
    await expect(read()).rejects.toThrow('partition 2 is down')
    expect(keys).toEqual(['0a', '0b', '1a', '1b'])
  })

  it('asks for few partitions before they are needed', async () => {
    const asked: string[] = []
    const table = createFakeTable('whole')
    table.plant('0', { key: '0a', properties: {} })
    const pages = (query: RowQuery) => {
      asked.push(query.partition)
      return table.pages(query)
    }
    for await (const _ of rowsOfAll({ ...table, pages })) break
    expect(asked).toEqual(['0', '1', '2', '3'])
  })
})
