/** A bucket that holds `limit` units and empties evenly within the span. */
export interface Quota {
  /** Whole seconds until `units` fit in; 0 when they do now. */
  waitSeconds(units: number, now: Date): number
  use(units: number, now: Date): void
  /** How full it is; 1 is the limit. */
  share(now: Date): number
}

export function createQuota(limit: number, spanSeconds: number): Quota {
  const perSecond = limit / spanSeconds
  let level = 0
  let measuredMs = 0

  function levelAt(now: Date): number {
    const elapsedSeconds = Math.max(0, now.getTime() - measuredMs) / 1000
    return Math.max(0, level - elapsedSeconds * perSecond)
  }

  return {
    waitSeconds: (units, now) => Math.max(0, Math.ceil((levelAt(now) + units - limit) / perSecond)),
    use(units, now) {
      level = levelAt(now) + units
      measuredMs = now.getTime()
    },
    share: (now) => levelAt(now) / limit,
  }
}
