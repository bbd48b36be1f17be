const partitions = [...'0123456789abcdef']

/** Every partition of the tables that are divided by object id. */
export const everyPartition: readonly string[] = partitions

/**
 * The first hex digit of a GUID: a pass writes in full batches, and everything about one application shares a
 * partition, so that records of different kinds are written as one fact.
 */
export function partitionOf(objectId: string): string {
  const digit = objectId.charAt(0).toLowerCase()
  return partitions.includes(digit) ? digit : '0'
}

/**
 * A row key of several parts, parted by `:`, which no part contains. Reversible: Table Storage refuses `/ \ # ?` and
 * control characters in keys, and `%` is decoded twice by some of the servers in between.
 */
export function keyOf(...parts: readonly string[]): string {
  return parts.map(escapePart).join(':')
}

/** The key's last part as it was. */
export function lastPartOf(key: string): string {
  return decodeURIComponent((key.split(':').at(-1) ?? '').replaceAll('=', '%'))
}

/** The beginning of every key that has more parts. */
export function prefixOf(...parts: readonly string[]): string {
  return `${keyOf(...parts)}:`
}

/** The first key behind all keys that begin with `prefix`. */
export function keyAfter(prefix: string): string {
  const last = prefix.length - 1
  return prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1)
}

function escapePart(part: string): string {
  return encodeURIComponent(part.toWellFormed()).replaceAll("'", '%27').replaceAll('%', '=')
}
