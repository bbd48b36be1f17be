import { randomUUID } from 'node:crypto'
import type { Credential } from '../../../src/domain/credential.ts'
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

/**
 * One application in Entra. A new secret signs in only after a while, as long as `lag` says when it is made, and
 * readings show what was there a while before, as long as `readLate` says when they are made.
 */
export function createEntra(clock: Clock) {
  const owners = [anOwner(), anOwner()] as const
  const application = anApplication({
    objectId: randomUUID(),
    clientId: randomUUID(),
    credentials: [],
    owners,
  })
  const secrets = new Map<string, Secret>()
  const everMade = new Map<string, Secret>()
  const signIns = new Map<string, Date>()
  let lagMs = 0
  let lateMs = 0
  let isEverySecondLate = false
  let readings = 0
  /** Who was there from when on, for readings that come late. */
  const states: { readonly at: number; readonly secrets: readonly Secret[] }[] = []

  function remember(): void {
    states.push({ at: clock.now().getTime(), secrets: [...secrets.values()] })
  }

  /** As a reading shows it now. */
  function shown(): readonly Secret[] {
    readings += 1
    if (lateMs === 0 || (isEverySecondLate && readings % 2 === 0)) return [...secrets.values()]
    const at = clock.now().getTime() - lateMs
    return states.findLast((state) => state.at <= at)?.secrets ?? states[0]?.secrets ?? []
  }

  function add(displayName: string, text: string, by: Secret['by'], endAt: Date): Secret {
    const now = clock.now()
    const spreadAt = new Date(now.getTime() + (by === 'keyturn' ? lagMs : 0))
    const secret = { keyId: randomUUID(), displayName, text, startAt: now, endAt, spreadAt, by }
    secrets.set(secret.keyId, secret)
    everMade.set(secret.keyId, secret)
    remember()
    return secret
  }

  /** As Graph shows it. */
  function credential({ keyId, displayName, startAt, endAt, text }: Secret): Credential {
    return aCredential({ keyId, displayName, startAt, endAt, hint: text.slice(0, 3) })
  }

  return {
    application,
    owners,
    /** What is there now. */
    secrets,
    /** What has ever been there. */
    everMade,
    /** The secret with which the story begins. */
    first: add('old', 'old-text', 'owner', inDays(10)),
    /** Made by hand and used somewhere: Keyturn must never touch it. */
    foreign: add('by hand', 'hand-text', 'stranger', inDays(400)),
    add,
    credential,
    /** What is there now and was not made by a stranger. */
    own: () => [...secrets.values()].filter(({ by }) => by !== 'stranger'),
    remove(keyId: string): 'removed' | 'absent' {
      const isKnown = shown().some((secret) => secret.keyId === keyId)
      if (!isKnown || !secrets.delete(keyId)) return 'absent'
      remember()
      return 'removed'
    },
    lag(ms: number) {
      lagMs = ms
    },
    /** `everySecond`: one replica is behind another, and they answer in turn. */
    readLate(ms: number, everySecond = false) {
      lateMs = ms
      isEverySecondLate = everySecond
    },
    holder(): Holder {
      return { ...application, credentials: shown().map(credential) }
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
