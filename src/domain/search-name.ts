import { type HolderRef, holderName } from './holder.ts'

const invisible = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

/** Text as names are compared by: what a reader cannot see or type makes no difference, nor does case. */
export function searchText(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(invisible, '').replace(/ +/g, ' ').trim().toLowerCase()
}

/** What cards call an application, to compare with a `searchText`. */
export function searchName(holder: Pick<HolderRef, 'displayName' | 'clientId'>): string {
  return searchText(holderName(holder))
}
