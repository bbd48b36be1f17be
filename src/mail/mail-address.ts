import type { Person } from '../domain/person.ts'

/** One address and nothing else: whatever could end it, or begin a second one, makes it none. */
const oneAddress = /^[^\s@<>()[\]\\,;:"\p{C}]+@[^\s@<>()[\]\\,;:"\p{C}]+$/u
/** Entra makes such sign-in names for guests; no mailbox answers to them. */
const guestName = /#EXT#/i

/** Where a person reads mail: the address in Entra, else the sign-in name, which mostly is one. */
export function mailAddress(person: Pick<Person, 'mail' | 'userPrincipalName'>): string | undefined {
  const candidates = [person.mail, guestName.test(person.userPrincipalName ?? '') ? null : person.userPrincipalName]
  return candidates.map((one) => one?.trim() ?? '').find((one) => oneAddress.test(one))
}
