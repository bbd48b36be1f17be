import type { Holder } from '../domain/holder.ts'

/**
 * Takes page after page and hands on each holder once. Pages may overlap while the tenant changes, and whoever is
 * taken twice would count twice and lose the former owners that are remembered.
 */
export function createFirstSightings(): (page: readonly Holder[]) => readonly Holder[] {
  const seen = new Set<string>()
  return (page) =>
    page.filter(({ objectId }) => {
      const isNew = !seen.has(objectId)
      seen.add(objectId)
      return isNew
    })
}
