import type { Clock, Log } from '../../../src/ports.ts'
import type { Stores } from '../../../src/tables/assemble-stores.ts'
import type { TableRole } from '../../../src/tables/open-tables.ts'
import type { Row } from '../../../src/tables/table.ts'

/** Stores under test, whichever tables they stand on. Tables are shared between tests: every test uses ids of its own. */
export interface StoresUnderTest {
  readonly stores: Stores
  readonly clock: Clock & { at: Date }
  /** Fields of the warnings so far. */
  readonly warnings: readonly object[]
  /** Puts a row there as another program would. */
  plant(role: TableRole, partition: string, row: Row): Promise<void>
}

/** A log that keeps its warnings. */
export function logInto(warnings: object[]): Log {
  const ignore = () => undefined
  return { debug: ignore, info: ignore, warn: (fields) => warnings.push(fields), error: ignore }
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

/** Text that breaks what is glued together from text: quotes, key and path characters, formatting, halves of pairs. */
export const hostileTexts: readonly string[] = [
  `O'Brien' or '1' eq '1`,
  '/ \\ # ? % %2F + = : ; & \t \r\n \u0001',
  '\u202Egnissap 💥 Ж 漢 \u0000 \ud83d',
  '{{DATE()}} $\u007b1+1} <at>all</at>',
  '__proto__',
  'constructor',
  '',
]
