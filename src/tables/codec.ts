import type { z } from 'zod/v4'
import { KeyturnError } from '../domain/errors.ts'
import type { Properties, StoredRow } from './table.ts'

/** A property holds 64 KiB, 32,768 UTF-16 units; a row holds 1 MiB, keys and searched properties included. */
const PART_LENGTH = 30_000
const MAX_LENGTH = 480_000

/** A value as JSON over as many properties as it takes: `json0`, `json1`, … Instants become ISO text. */
export function encode(value: unknown): Record<string, string> {
  const json = JSON.stringify(value)
  if (json.length > MAX_LENGTH) {
    throw new KeyturnError(
      'tables-refused',
      `A record of ${json.length} characters was not written: a row of Table Storage holds ${MAX_LENGTH}. What was stored before is unchanged.`,
    )
  }
  return Object.fromEntries(split(json).map((part, index) => [`json${index}`, part]))
}

/** The value back, checked against its shape. Throws when this is not what `encode` wrote. */
export function decode<Shape extends z.ZodType>(shape: Shape, properties: Properties): z.output<Shape> {
  const parts: string[] = []
  for (let part = properties.json0; typeof part === 'string'; part = properties[`json${parts.length}`]) parts.push(part)
  return shape.parse(JSON.parse(parts.join('')))
}

/** The value of a row that was asked for by its key: unreadable is an error here, never an absence. */
export function decodeRow<Shape extends z.ZodType>(shape: Shape, table: string, row: StoredRow): z.output<Shape> {
  try {
    return decode(shape, row.properties)
  } catch (error) {
    throw new KeyturnError(
      'tables-refused',
      `The row ${row.key} (partition ${row.partition}) of table ${table} is not what Keyturn writes. It was left as it is; restore or delete it.`,
      { cause: error },
    )
  }
}

function split(json: string): string[] {
  const parts: string[] = []
  for (let start = 0; start < json.length; ) {
    const end = endOfPart(json, start)
    parts.push(json.slice(start, end))
    start = end
  }
  return parts
}

/** No part ends between the halves of a surrogate pair: half of one is no text, and not every server keeps it. */
function endOfPart(json: string, start: number): number {
  const end = Math.min(start + PART_LENGTH, json.length)
  const last = json.charCodeAt(end - 1)
  return end < json.length && last >= 0xd800 && last < 0xdc00 ? end - 1 : end
}
