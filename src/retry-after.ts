/** `Retry-After` in milliseconds. A date counts from the reply's own `Date`, so differing clocks do not matter. */
export function retryAfterMs(headers: { get(name: string): string | null | undefined }): number | undefined {
  const value = headers.get('retry-after')?.trim()
  if (value === undefined || value === '') return undefined
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1000))
  const waitMs = Date.parse(value) - Date.parse(headers.get('date') ?? '')
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs)
}
