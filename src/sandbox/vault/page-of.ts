const pageSize = 25

/** One page of a collection, with a link to the next. */
export function pageOf(request: Request, origin: string, items: readonly object[]): Response {
  const url = new URL(request.url)
  const from = Number(url.searchParams.get('$skiptoken') ?? 0)
  const next = new URL(url.pathname, origin)
  next.searchParams.set('api-version', url.searchParams.get('api-version') ?? '')
  next.searchParams.set('$skiptoken', String(from + pageSize))
  const nextLink = from + pageSize < items.length ? next.href : null
  return Response.json({ value: items.slice(from, from + pageSize), nextLink })
}
