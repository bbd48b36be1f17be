const DAY_MS = 86_400_000

/**
 * The most months that are never longer than `days`, wherever in the calendar they start; 0 where not even one fits.
 * The vault starts a certificate ten minutes early, which must fit too.
 */
export function monthsWithin(days: number): number {
  let months = 0
  while (longestDays(months + 1) < days) months += 1
  return months
}

/** Over four years of starts, which hold every sequence of month lengths. */
function longestDays(months: number): number {
  const starts = Array.from({ length: 48 }, (_, start) => start)
  return Math.max(...starts.map((start) => (firstOf(start + months) - firstOf(start)) / DAY_MS))
}

function firstOf(month: number): number {
  return Date.UTC(2024, month, 1)
}
