import { flat, type Random } from './random.ts'

/** An instant as Graph writes it: with none to seven digits of a second's fraction. */
export function graphInstant(random: Random, atMs: number): string {
  const seconds = new Date(atMs).toISOString().slice(0, 19)
  const digits = random.pick([7, 7, 7, 3, 0])
  const fraction = digits === 0 ? '' : `.${String(random.integer(10 ** digits)).padStart(digits, '0')}`
  return flat(`${seconds}${fraction}Z`)
}
