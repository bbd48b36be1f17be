import type { PersonRef } from './person.ts'

/**
 * A person's word that a credential is still used although it looks replaced. It stands against every credential known
 * at that time, whatever the evidence; one that appears later may replace the old one again.
 */
export interface StillInUse {
  readonly objectId: string
  readonly keyId: string
  readonly saidBy: PersonRef
  readonly saidAt: Date
  readonly reason: string | null
  /** All credentials of the same application at that time. */
  readonly knownKeyIds: readonly string[]
}

export function rulesOut(said: Pick<StillInUse, 'knownKeyIds'> | undefined, newKeyId: string): boolean {
  return said?.knownKeyIds.includes(newKeyId) === true
}

/** Successors by old keyId, without those that people ruled out. */
export function withoutRuledOut(
  superseded: ReadonlyMap<string, string>,
  stillInUse: readonly StillInUse[],
): ReadonlyMap<string, string> {
  const said = new Map(stillInUse.map((one) => [one.keyId, one]))
  return new Map([...superseded].filter(([old, later]) => !rulesOut(said.get(old), later)))
}
