import { badRequest, notSimulated } from './graph-error.ts'

/** OData query options as sent; names are those of the specification, with the dollar sign. */
export type QueryOptions = ReadonlyMap<string, string>

/** Refuses what is not in `supported`. Graph takes names with or without the dollar sign, this takes them with it. */
export function readOptions(search: URLSearchParams, supported: readonly string[]): QueryOptions {
  const options = new Map<string, string>()
  for (const [name, value] of search) {
    if (options.has(name)) throw badRequest(`Query option '${name}' was specified more than once.`, 'BadRequest')
    if (!supported.includes(name)) throw notSimulated(`the query option '${name}' here`)
    options.set(name, value)
  }
  return options
}

/** Objects per page: 100 unless `$top` asks for 1 to 999. */
export function pageSize(options: QueryOptions): number {
  const top = options.get('$top')
  if (top === undefined) return 100
  if (!/^\d{1,3}$/.test(top) || top === '0') {
    throw badRequest("Invalid page size specified: '$top' must be between 1 and 999 inclusive.")
  }
  return Number(top)
}

/** Advanced queries need this header; custom headers are not carried to the next page. */
export function isEventual(headers: Headers): boolean {
  return headers.get('consistencylevel')?.toLowerCase() === 'eventual'
}

export function isAdvanced(headers: Headers, options: QueryOptions): boolean {
  return isEventual(headers) && options.get('$count') === 'true'
}
