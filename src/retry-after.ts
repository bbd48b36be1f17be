/** `Retry-After` in milliseconds. A date counts from the reply's own `Date`, so differing clocks do not matter, or from now. */
export function retryAfterMs(headers: { get(name: string): string | null | undefined }): number | undefined {
  const value = headers.get('retry-after')?.trim()
  if (value === undefined || value === '') return undefined
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1000))
  const sentAt = Date.parse(headers.get('date') ?? '')
  const waitMs = Date.parse(value) - (Number.isNaN(sentAt) ? Date.now() : sentAt)
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs)
}
