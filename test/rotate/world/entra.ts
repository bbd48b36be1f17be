import { randomUUID } from 'node:crypto'
import type { Holder } from '../../../src/domain/holder.ts'
import type { Clock } from '../../../src/ports.ts'
import { aCredential, anApplication, anOwner, inDays } from '../../support/builders.ts'

export interface Secret {
  readonly keyId: string
  readonly displayName: string
  readonly text: string
  readonly startAt: Date
  readonly endAt: Date
  /** From when on Entra accepts it: a fresh one is refused until it has spread. */
  readonly spreadAt: Date
  /** Whose it is: only what Keyturn makes, and what it was told to replace, is its to remove. */
  readonly by: 'keyturn' | 'owner' | 'stranger'
}

/** One application in Entra. Reads show every write at once; sign-ins lag behind, as long as `lagMs` says at the time. */
export function createEntra(clock: Clock) {
  const application = anApplication({
    objectId: randomUUID(),
    clientId: randomUUID(),
    credentials: [],
    owners: [anOwner(), anOwner()],
  })
  const secrets = new Map<string, Secret>()
  const everMade = new Map<string, Secret>()
  const signIns = new Map<string, Date>()
  let lagMs = 0

  function add(displayName: string, text: string, by: Secret['by'], endAt: Date): Secret {
    const now = clock.now()
    const spreadAt = new Date(now.getTime() + (by === 'keyturn' ? lagMs : 0))
    const secret = { keyId: randomUUID(), displayName, text, startAt: now, endAt, spreadAt, by }
    secrets.set(secret.keyId, secret)
    everMade.set(secret.keyId, secret)
    return secret
  }

  return {
    application,
    /** What is there now. */
    secrets,
    /** What has ever been there. */
    everMade,
    /** The secret with which the story begins. */
    first: add('old', 'old-text', 'owner', inDays(10)),
    /** Made by hand and used somewhere: Keyturn must never touch it. */
    foreign: add('by hand', 'hand-text', 'stranger', inDays(400)),
    add,
    lag(ms: number) {
      lagMs = ms
    },
    holder(): Holder {
      const credentials = [...secrets.values()].map(({ keyId, displayName, startAt, endAt, text }) =>
        aCredential({ keyId, displayName, startAt, endAt, hint: text.slice(0, 3) }),
      )
      return { ...application, credentials }
    },
    /** Its report, by key. */
    signIns,
    signsIn(text: string): boolean {
      const secret = [...secrets.values()].find((one) => one.text === text && one.spreadAt <= clock.now())
      if (secret !== undefined) signIns.set(secret.keyId, clock.now())
      return secret !== undefined
    },
  }
}

export type Entra = ReturnType<typeof createEntra>
