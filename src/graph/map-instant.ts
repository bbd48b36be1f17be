const isoInstant = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?$/i

/**
 * An instant as Graph writes it: up to seven fractional digits, of which a `Date` holds three, and in places without
 * zone, which means UTC. Null for anything else.
 */
export function mapInstant(raw: unknown): Date | null {
  const [, seconds, fraction = '', zone = 'Z'] = (typeof raw === 'string' && isoInstant.exec(raw)) || []
  if (seconds === undefined) return null
  const instant = new Date(`${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${zone.toUpperCase()}`)
  return Number.isNaN(instant.getTime()) ? null : instant
}
