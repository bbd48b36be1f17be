import type { StillInUse } from './still-in-use.ts'
import type { SupersessionEvidence } from './superseded.ts'

/** What was once proven stays known: the report behind it may not answer tomorrow, and reading it is dear. */
export interface Succession {
  readonly objectId: string
  readonly oldKeyId: string
  readonly newKeyId: string
  /** `sign-ins`: the old one had fallen idle and the new one was used. */
  readonly how: 'sign-ins'
  readonly provenAt: Date
}

/** All that is recorded about replacements in the tenant. */
export interface SuccessionRecords {
  /** New keyId by old keyId. */
  readonly madeByKeyturn: ReadonlyMap<string, string>
  readonly successions: readonly Succession[]
  readonly stillInUse: readonly StillInUse[]
}

/** The part of one application: a keyId alone can be chosen by whoever adds a certificate elsewhere. */
export function evidenceByHolder(records: SuccessionRecords): (objectId: string) => SupersessionEvidence {
  const proven = Map.groupBy(records.successions, ({ objectId }) => objectId)
  const said = Map.groupBy(records.stillInUse, ({ objectId }) => objectId)
  return (objectId) => ({
    madeByKeyturn: records.madeByKeyturn,
    provenBySignIns: new Map((proven.get(objectId) ?? []).map(({ oldKeyId, newKeyId }) => [oldKeyId, newKeyId])),
    stillInUse: new Map((said.get(objectId) ?? []).map((one) => [one.keyId, one])),
    lastSignInAt: new Map(),
  })
}
