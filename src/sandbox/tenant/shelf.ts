/** Objects in order of creation. A removed one leaves its place empty, so that a position stays valid for ever. */
export interface Shelf<T extends { id: string }> {
  add(item: T): void
  get(id: string): T | undefined
  /** Puts a new version into the old one's place. */
  replace(item: T): void
  remove(id: string): T | undefined
  all(): T[]
  /** Objects from a position on, each with its own. */
  from(position: number): Iterable<readonly [position: number, item: T]>
}

export function createShelf<T extends { id: string }>(items: Iterable<T>): Shelf<T> {
  const places: (T | undefined)[] = []
  const positions = new Map<string, number>()

  function add(item: T): void {
    positions.set(item.id, places.push(item) - 1)
  }

  function put(id: string, item: T | undefined): T | undefined {
    const position = positions.get(id)
    if (position === undefined) return undefined
    const before = places[position]
    places[position] = item
    return before
  }

  for (const item of items) add(item)
  return {
    add,
    get(id) {
      const position = positions.get(id)
      return position === undefined ? undefined : places[position]
    },
    replace: (item) => void put(item.id, item),
    remove: (id) => put(id, undefined),
    all: () => places.filter((item) => item !== undefined),
    *from(position) {
      for (let at = position; at < places.length; at += 1) {
        const item = places[at]
        if (item !== undefined) yield [at, item]
      }
    },
  }
}
