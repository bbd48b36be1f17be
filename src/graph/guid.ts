import { z } from 'zod/v4'

/** Entra writes GUIDs in either case; Keyturn compares them as text, so all become lower case here. */
export const guid = z.guid().toLowerCase()

/** Everything that becomes part of a path is checked first: cards and chat can send anything as an id. */
export function isGuid(text: string): boolean {
  return guid.safeParse(text).success
}
