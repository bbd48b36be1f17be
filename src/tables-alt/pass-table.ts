import type { PassRecord, PassStore } from '../ports.ts'
import { decode, encode } from './codec.ts'
import { passShape } from './shapes.ts'
import type { Table } from './table.ts'

const LAST_INSTANT = 9_999_999_999_999

/** `keyturnPasses`: partition `pass`, row key inverted time, so that the newest comes first. */
export function createPassTable(table: Table): PassStore {
  const save = async (pass: PassRecord) => {
    const rowKey = `${String(LAST_INSTANT - pass.startedAt.getTime()).padStart(13, '0')}.${pass.passId}`
    await table.submit([['upsert', { partitionKey: 'pass', rowKey, ...encode(pass) }, 'Replace']])
  }
  return {
    async last() {
      for await (const row of table.range('pass', '')) return decode(passShape, row) as PassRecord
      return undefined
    },
    begin: save,
    end: save,
  }
}
