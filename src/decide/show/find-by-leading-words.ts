import { isGuid } from '../../domain/guid.ts'
import { searchName, searchText } from '../../domain/search-name.ts'
import type { AppContext, SeenHolder } from '../../ports.ts'
import { findApplications, MAX_PARTIAL, preferApplications } from './find-applications.ts'

/** The applications meant, and the words behind the name. */
export interface FoundByWords {
  readonly found: readonly SeenHolder[]
  readonly wanted: string
  readonly rest: readonly string[]
}

/**
 * For commands that say more behind a name: as many of the leading words as some name has in a row belong to the name,
 * so the second word of "Supplier portal" is never taken for the reason of a decision. A client id, and several words in
 * quotes, end by themselves.
 */
export async function findByLeadingWords(
  ctx: Pick<AppContext, 'holders'>,
  words: readonly string[],
  wants: (holder: SeenHolder) => boolean,
): Promise<FoundByWords> {
  const [first = '', ...behind] = words
  if (isGuid(first) || first.includes(' ') || behind.length === 0) {
    return { found: await findApplications(ctx, first, wants), wanted: first, rest: behind }
  }
  let count = 1
  let fitting: SeenHolder[] = []
  for await (const holder of ctx.holders.list({})) {
    const own = wants(holder) ? leadingWords(searchName(holder), words) : 0
    if (own > count) [count, fitting] = [own, []]
    if (own === count) fitting.push(holder)
  }
  const wanted = words.slice(0, count).join(' ')
  const exact = fitting.filter((holder) => searchName(holder) === searchText(wanted))
  const found = preferApplications(exact.length > 0 ? exact : fitting.slice(0, MAX_PARTIAL))
  return { found, wanted, rest: words.slice(count) }
}

/** How many of the words a name has in this order: a part of a word is enough for the first alone, and 0 is none. */
function leadingWords(name: string, words: readonly string[]): number {
  const first = searchText(words[0] ?? '')
  if (first === '' || !name.includes(first)) return 0
  let count = 1
  while (count < words.length && `${name} `.includes(`${searchText(words.slice(0, count + 1).join(' '))} `)) count += 1
  return count
}
