/** Numbers that look random and are the same for equal seeds. */
export interface Random {
  /** From 0 to `below` − 1. */
  integer(below: number): number
  between(least: number, most: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly [T, ...T[]]): T
  /** Each item as often as its weight says. */
  weighted<T>(items: readonly [readonly [T, number], ...(readonly [T, number])[]]): T
  hex(digits: number): string
  guid(): string
}

/** The generator "mulberry32": small, fast, and good enough for invented data. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }

  const bytes = Buffer.alloc(16)
  const integer = (below: number) => Math.floor((next() / 0x1_0000_0000) * below)
  const word = () => next().toString(16).padStart(8, '0')

  return {
    integer,
    between: (least, most) => least + integer(most - least + 1),
    chance: (probability) => next() / 0x1_0000_0000 < probability,
    pick: (items) => items[integer(items.length)] ?? items[0],
    weighted(items) {
      let rest = integer(items.reduce((sum, [, weight]) => sum + weight, 0))
      const found = items.find(([, weight]) => {
        rest -= weight
        return rest < 0
      })
      return (found ?? items[0])[0]
    },
    hex(digits) {
      let text = ''
      while (text.length < digits) text += word()
      return text.slice(0, digits)
    },
    guid() {
      for (let at = 0; at < 16; at += 4) bytes.writeUInt32BE(next(), at)
      bytes.writeUInt8(0x40 | (bytes.readUInt8(6) & 0x0f), 6)
      bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8)
      const text = bytes.toString('hex')
      return flat(
        `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`,
      )
    },
  }
}

/** One piece of memory instead of the chain that joining leaves: large tenants hold millions of such texts. */
export function flat(ascii: string): string {
  return Buffer.from(ascii, 'latin1').toString('latin1')
}
