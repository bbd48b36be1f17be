import type { z } from 'zod/v4'
import { KeyturnError } from '../domain/errors.ts'

/** A table property holds 64 KiB, which is 32 Ki UTF-16 units; a little room is left. */
const PART_LENGTH = 30_000
/** An entity holds 1 MiB; keys and other properties need some of it. */
const MAX_PARTS = 16

/** One row's value as JSON, split over as many properties as it takes: `json0`, `json1`, … */
export function encode(value: unknown): Record<string, string> {
  const json = JSON.stringify(value)
  const parts = Math.ceil(json.length / PART_LENGTH)
  if (parts > MAX_PARTS) {
    throw new KeyturnError(
      'tables-refused',
      `A row of ${json.length} characters does not fit into Table Storage; it was not written.`,
    )
  }
  return Object.fromEntries(
    Array.from({ length: parts }, (_, index) => [
      `json${index}`,
      json.slice(index * PART_LENGTH, (index + 1) * PART_LENGTH),
    ]),
  )
}

/** The value back, checked against its shape. Throws when the row is not what this code wrote. */
export function decode<Shape extends z.ZodType>(shape: Shape, row: object): z.infer<Shape> {
  const parts: string[] = []
  for (let index = 0; index < MAX_PARTS; index += 1) {
    const part = Object.entries(row).find(([name]) => name === `json${index}`)?.[1]
    if (typeof part !== 'string') break
    parts.push(part)
  }
  return shape.parse(JSON.parse(parts.join('')))
}
