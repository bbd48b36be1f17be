/** First hex digits of the ids: everything about one application shares a partition, and a pass writes in batches. */
export const partitions = [...'0123456789abcdef']

export function partitionOf(id: string): string {
  const first = id.charAt(0).toLowerCase()
  return partitions.includes(first) ? first : '0'
}

/** The partitions of many ids, each with its own. */
export function byPartition<T>(items: readonly T[], idOf: (item: T) => string): Map<string, T[]> {
  return Map.groupBy(items, (item) => partitionOf(idOf(item)))
}

/** Pieces of at most `size`. */
export function* inBatches<T>(items: readonly T[], size = 100): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
