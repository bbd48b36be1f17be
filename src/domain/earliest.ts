/** Null: there is none. */
export function earliest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((first, one) => (first === null || (one !== null && one < first) ? one : first), null)
}
