/**
 * Runs `work` on every item, at most `limit` at a time; results in the order of the items. After the first error no
 * further item is begun, and it is thrown once what was under way has ended: nothing goes on behind the caller's back.
 */
export async function concurrently<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Map<number, Result>()
  const errors: unknown[] = []
  const queue = items.entries()
  const worker = async () => {
    for (const [index, item] of queue) {
      if (errors.length > 0) return
      try {
        results.set(index, await work(item))
      } catch (error) {
        errors.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))
  if (errors.length > 0) throw errors[0]
  return [...results].sort(([one], [other]) => one - other).map(([, result]) => result)
}
