/** An error's own words, which say what failed and what to do. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
