import type { AuditEvent } from '../../../src/domain/audit-event.ts'
import { answerableFor, attemptMarker, type Rotation, runningStates } from '../../../src/domain/rotation.ts'
import type { Delivered } from '../../../src/ports.ts'
import type { Entra, Secret } from './entra.ts'
import type { Place } from './place.ts'
import type { Vault } from './vault.ts'

interface Observed {
  readonly entra: Entra
  readonly vault: Vault
  readonly places: Readonly<Record<string, Place>>
  /** Where in the story we are, for the sentences. */
  readonly where: () => string
}

const ended: readonly Rotation['state'][] = ['done', 'failed', 'cancelled']
const wayBack: readonly Rotation['state'][] = ['compensating', 'failed', 'cancelled']

/** Watches what takes effect, and writes down what the invariants I1 to I5 forbid. Knows only what was really stored. */
export function createOracle({ entra, vault, places, where }: Observed) {
  const violations: string[] = []
  /** Each rotation as it is stored. */
  const heads = new Map<string, Rotation>()
  /** What was announced in the store before it was done. */
  const intents = new Set<string>()
  /** What each process was told last about who may decide. */
  const entitled = new Map<string, boolean>()
  /** Rotations whose old secret a person had removed early, whoever still uses it. */
  const waived = new Set<string>()

  function check(what: string, holds: boolean): void {
    if (!holds && violations.length < 5) violations.push(`${what} (${where()})`)
  }

  function all(): Rotation[] {
    return [...heads.values()]
  }

  function checkAdopted(before: Rotation | undefined, after: Rotation): void {
    if (after.newKeyId === null || after.newKeyId === before?.newKeyId) return
    const escrowed = after.vaultSecret === null ? undefined : vault.versionOf(after.vaultSecret)
    check('I3: the new credential is the one that the vault names', escrowed?.tags.keyId === after.newKeyId)
    check('I3: the new credential is Keyturn’s own', entra.everMade.get(after.newKeyId)?.by === 'keyturn')
    check(
      'I1: the escrow holds the text of the new credential',
      escrowed?.text === entra.everMade.get(after.newKeyId)?.text,
    )
  }

  function checkGate(before: Rotation | undefined, after: Rotation, by: string): void {
    const isGate =
      (before?.state === 'approved' && after.state === 'minting') ||
      (before?.state === 'soaking' && after.state === 'retiring' && !waived.has(after.rotationId))
    if (!isGate) return
    const { personId } = answerableFor(after)
    check(
      `whoever answers for it may decide when it goes on to ${after.state}`,
      entitled.get(`${by} ${personId}`) === true,
    )
  }

  function checkOldGoes(keyId: string): boolean {
    const replacing = all().filter(({ old }) => old.keyId === keyId)
    const lets = replacing.find(({ state }) => state === 'retiring' || state === 'done')
    if (lets === undefined) return false
    check('I4: the old one goes only while the new one lives', entra.secrets.has(lets.newKeyId ?? ''))
    return true
  }

  function mayGoAsNew(keyId: string): boolean | undefined {
    const of = all().find(({ newKeyId }) => newKeyId === keyId)
    return of && wayBack.includes(of.state)
  }

  function mayGoAsLeftover({ displayName, keyId }: Secret): boolean {
    const [, rotationId = '', attempt] = displayName.split('/')
    const of = heads.get(rotationId)
    if (of === undefined || of.newKeyId === keyId) return false
    return of.attempt > Number(attempt) || ended.includes(of.state) || of.newKeyId !== null
  }

  return {
    violations,
    heads,
    waived,
    check,

    /** After each effect: a place that holds a text which does not sign in is an application that stands still. */
    checkPlaces(): void {
      for (const [name, { text, isRequired }] of Object.entries(places)) {
        if (waived.size === 0 && isRequired) check(`place ${name} can sign in`, entra.signsIn(text))
      }
    },

    stored(after: Rotation, by: string): void {
      const before = heads.get(after.rotationId)
      const grows = after.sequence - (before?.sequence ?? -1)
      check(
        `I5: the sequence never goes back or skips (${before?.sequence} to ${after.sequence})`,
        grows === 0 || grows === 1,
      )
      check('I5: an ended rotation stays as it is', before === undefined || !ended.includes(before.state))
      checkAdopted(before, after)
      checkGate(before, after, by)
      heads.set(after.rotationId, after)
      if (after.state === 'minting') intents.add(attemptMarker(after))
      for (const { destinationId, state } of after.deliveries) {
        if (state === 'writing' || state === 'restoring') intents.add(`${after.rotationId} ${destinationId} ${state}`)
      }
    },

    asked(by: string, personId: string, isEntitled: boolean): boolean {
      entitled.set(`${by} ${personId}`, isEntitled)
      return isEntitled
    },

    minting(displayName: string): void {
      check('I2: a secret is made only under a stored intent', intents.has(displayName))
    },

    removing(keyId: string): void {
      const secret = entra.secrets.get(keyId)
      if (secret === undefined) return
      // A stranger's own under the marker of a lost attempt cannot be told apart, and nobody was ever given it.
      const allowed = checkOldGoes(keyId) || (mayGoAsNew(keyId) ?? mayGoAsLeftover(secret))
      check(`I4: ${secret.displayName} may go`, allowed)
    },

    /** A place is about to take what it is given. */
    writing(destinationId: string, { rotationId, keyId, secretText }: Delivered): void {
      const rotation = heads.get(rotationId)
      const isNew = keyId !== rotation?.old.keyId
      const intent = `${rotationId} ${destinationId} ${isNew ? 'writing' : 'restoring'}`
      check('I2: a place is written to only under a stored intent', intents.has(intent))
      const ref = rotation?.vaultSecret ?? null
      const escrowed = ref === null ? undefined : vault.versionOf(ref)
      const text = secretText.reveal()
      if (isNew) check('I1: what is delivered is the recorded escrow', escrowed?.text === text)
      else check('what is put back is the old secret', entra.everMade.get(keyId)?.text === text)
    },

    /** The secret that is in force once everything has come to rest. */
    current(): Secret {
      let current = entra.first
      for (const { state, old, newKeyId } of all()) {
        if (state === 'done' && old.keyId === current.keyId) current = entra.everMade.get(newKeyId ?? '') ?? current
      }
      return current
    },

    /** What must hold once everything has come to rest. */
    checkRest(events: readonly AuditEvent[]): void {
      const current = this.current()
      for (const { rotationId, sequence, state, problem } of all()) {
        check(`the rotation ended as ${state}: ${problem}`, !runningStates.includes(state) && ended.includes(state))
        const ids = events
          .map(({ eventId }) => eventId)
          .filter((id) => /^.{36}\.\d{4}$/.test(id) && id.startsWith(rotationId))
        const expected = Array.from(
          { length: sequence + 1 },
          (_, index) => `${rotationId}.${String(index).padStart(4, '0')}`,
        )
        check(
          `I5: ${sequence + 1} transitions and as many audit rows, not ${ids.length}`,
          ids.sort().join() === expected.join(),
        )
      }
      const own = entra.own()
      const names = own.map(({ displayName }) => displayName).join(', ')
      check(`one live credential of Keyturn's and no orphan, not ${names}`, own.length === 1 && own[0] === current)
      const { vaultSecret } = all().find(({ state, newKeyId }) => state === 'done' && newKeyId === current.keyId) ?? {}
      const kept = vaultSecret ? vault.versionOf(vaultSecret)?.text : undefined
      check('the vault keeps the secret in force', current === entra.first || kept === current.text)
      check('what strangers made is still there', entra.secrets.has(entra.foreign.keyId))
      for (const [name, place] of Object.entries(places)) {
        if (waived.size === 0 && place.isRequired && !place.isByHand)
          check(`place ${name} holds the secret in force`, place.text === current.text)
      }
    },
  }
}

export type Oracle = ReturnType<typeof createOracle>
