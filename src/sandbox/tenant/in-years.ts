/** The same day and time so many calendar years later, in UTC. */
export function inYears(from: Date, years: number): Date {
  const later = new Date(from)
  later.setUTCFullYear(later.getUTCFullYear() + years)
  return later
}
