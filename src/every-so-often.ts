/** Passes on the first call and then one each `periodMs` of real time: progress for people and logs, not a record. */
export function everySoOften<T>(periodMs: number, show: (value: T) => void): (value: T) => void {
  let shownAt = Number.NEGATIVE_INFINITY
  return (value) => {
    if (performance.now() - shownAt < periodMs) return
    shownAt = performance.now()
    show(value)
  }
}
