import { randomUUID } from 'node:crypto'
import { KeyturnError } from '../../src/domain/errors.ts'
import type { Holder } from '../../src/domain/holder.ts'
import { attemptMarker, type Rotation, runningStates } from '../../src/domain/rotation.ts'
import { SecretText } from '../../src/domain/secret-text.ts'
import type { Destination, StoredRotation } from '../../src/ports.ts'
import { advanceRotation } from '../../src/rotate/advance-rotation.ts'
import type { RotatePowers } from '../../src/rotate/move-rotation.ts'
import { startRotation } from '../../src/rotate/start-rotation.ts'
import { aCredential, anApplication, anOwner, inDays, now as startOfTime } from '../support/builders.ts'
import { createFakeStores } from '../support/fake-stores.ts'
import { silentLog } from '../support/silent-log.ts'

/** What may happen to one call. `death` and `deathAfter` end the process that made it. */
export const faultKinds = ['failBefore', 'failAfter', 'delay', 'death', 'deathAfter'] as const
export type FaultKind = (typeof faultKinds)[number]

/** Faults by the number of the call, counted over all workers. */
export type Script = ReadonlyMap<number, FaultKind>

interface Secret {
  readonly keyId: string
  readonly displayName: string
  readonly text: string
}

interface Place {
  text: string
  deliveryId: string
  before: string | null
}

const PAST_LEASE_MS = 61_000

/**
 * One application whose secret is used in two places, Entra, a vault and the tables, all in memory and strongly
 * consistent: what lags in reality is covered by the tests of the adapters. Every call of the rotation's ports is
 * numbered and meets the script. After each effect the world checks what must hold at every moment.
 */
export function createSagaWorld(script: Script) {
  const clock = { at: startOfTime.getTime(), now: () => new Date(clock.at) }
  const stores = createFakeStores(clock, silentLog)
  const owner = anOwner()
  const old = aCredential({ keyId: randomUUID(), endAt: inDays(10), hint: 'tex' })
  const application = anApplication({
    objectId: randomUUID(),
    clientId: randomUUID(),
    credentials: [],
    owners: [owner],
  })
  const secrets = new Map<string, Secret>([[old.keyId, { keyId: old.keyId, displayName: 'old', text: 'text-old' }]])
  /** Entra's report, which knows whoever has ever signed in. */
  const signIns = new Map<string, Date>()
  /** The public part by keyId. */
  const certificates = new Map<string, string>()
  const vault = new Map<string, { version: string; text: string; tags: Record<string, string> }>()
  const places: Record<'one' | 'two', Place> = {
    one: { text: 'text-old', deliveryId: '', before: null },
    two: { text: 'text-old', deliveryId: '', before: null },
  }
  const violations: string[] = []
  const trace: string[] = []
  let calls = 0
  let made = 0

  function check(what: string, holds: boolean): void {
    if (!holds) violations.push(`${what} (after call ${calls}: ${trace.at(-1)})`)
  }

  async function head(): Promise<Rotation | undefined> {
    const [rotation] = await stores.rotations.about(application.objectId)
    return rotation
  }

  /** A place that holds a text which no longer signs in is an application that stands still. */
  function checkPlaces(): void {
    const live = new Set([...secrets.values()].map(({ text }) => text))
    for (const [name, { text }] of Object.entries(places)) check(`place ${name} can sign in`, live.has(text))
  }

  /** Runs one call of one worker through the script. */
  async function call<T>(
    worker: Worker,
    name: string,
    code: KeyturnError['code'],
    effect: () => Promise<T>,
  ): Promise<T> {
    if (worker.isDead) return new Promise(() => {})
    calls += 1
    const fault = script.get(calls)
    trace.push(`${name}${fault === undefined ? '' : ` !${fault}`}`)
    if (fault === 'failBefore') throw new KeyturnError(code, `${name} failed before it took effect`)
    if (fault === 'death') return worker.die()
    if (fault === 'delay') {
      clock.at += PAST_LEASE_MS
      await work()
    }
    const result = await effect()
    checkPlaces()
    if (fault === 'failAfter') throw new KeyturnError(code, `${name} failed after it took effect`)
    if (fault === 'deathAfter') return worker.die()
    return result
  }

  function powersOf(worker: Worker): RotatePowers {
    const io = <T>(name: string, code: KeyturnError['code'], effect: () => Promise<T>) =>
      call(worker, name, code, effect)
    const table = <T>(name: string, effect: () => Promise<T>) => io(name, 'tables-unreachable', effect)
    return {
      clock,
      log: silentLog,
      policy: { dryRun: false, rotationLifetimeDays: 90, soakHours: 1 } as RotatePowers['policy'],
      isEntitled: () => io('isEntitled', 'directory-unreachable', async () => true),
      rotations: {
        start: (rotation, event) => table('rotations.start', () => stores.rotations.start(rotation, event)),
        move: (from, to, event) => table(`rotations.move ${to.state}`, () => stores.rotations.move(from, to, event)),
        about: (objectId) => table('rotations.about', () => stores.rotations.about(objectId)),
        makerOf: (objectId, keyId) => table('rotations.makerOf', () => stores.rotations.makerOf(objectId, keyId)),
        get: (objectId, rotationId) => table('rotations.get', () => stores.rotations.get(objectId, rotationId)),
        open: () => stores.rotations.open(),
        successors: () => stores.rotations.successors(),
      },
      enrollments: { ...stores.enrollments, of: () => table('enrollments.of', async () => undefined) },
      configured: {
        ...stores.configured,
        about: () => table('configured.about', async () => configured),
      },
      audit: { ...stores.audit, record: (event) => table('audit.record', () => stores.audit.record(event)) },
      directory: {
        holder: () => io('directory.holder', 'directory-unreachable', async () => holderNow()),
        credentialRules: () =>
          io('directory.credentialRules', 'directory-unreachable', async () => ({
            areAllowed: true,
            isLocked: false,
            longestDays: undefined,
          })),
        lastSignIns: () => io('directory.lastSignIns', 'directory-unreachable', async () => new Map(signIns)),
      } as Partial<RotatePowers['directory']> as RotatePowers['directory'],
      certificates: {} as RotatePowers['certificates'],
      credentials: {
        addPassword: (_holder, displayName, endAt) =>
          io('addPassword', 'directory-unreachable', async () => {
            const rotation = await head()
            check('I2: a secret is made only under a stored intent', rotation?.state === 'minting')
            check(
              'I2: the intent is of the same attempt or a later one',
              rotation !== undefined && attemptsUpTo(rotation).includes(displayName),
            )
            made += 1
            const secret = { keyId: randomUUID(), displayName, text: `text-new-${made}` }
            secrets.set(secret.keyId, secret)
            return { keyId: secret.keyId, endAt, secretText: new SecretText(secret.text) }
          }),
        removePassword: (_holder, keyId) =>
          io('removePassword', 'directory-unreachable', async () => {
            await checkRemoval(keyId)
            return secrets.delete(keyId) ? 'removed' : 'absent'
          }),
        addCertificate: (_holder, { der }) =>
          io('addCertificate', 'directory-unreachable', async () => {
            const known = [...certificates].find(([, other]) => other === der)
            const keyId = known?.[0] ?? randomUUID()
            certificates.set(keyId, der)
            return { keyId, outcome: known === undefined ? 'added' : 'already-there' }
          }),
        removeCertificate: (_holder, keyId) =>
          io('removeCertificate', 'directory-unreachable', async () =>
            certificates.delete(keyId) ? 'removed' : 'absent',
          ),
        addSigningCertificate: (_objectId, displayName, endAt) =>
          io('addSigningCertificate', 'directory-unreachable', async () => {
            const keyId = randomUUID()
            certificates.set(keyId, displayName)
            return { keyId, thumbprint: keyId, endAt }
          }),
        activateSigningCertificate: (_objectId, thumbprint) =>
          io('activateSigningCertificate', 'directory-unreachable', async () =>
            check('what is put to use is there', certificates.has(thumbprint)),
          ),
      },
      vault: {
        url: 'https://vault.example',
        store: ({ name, text, tags }) =>
          io('vault.store', 'vault-unreachable', async () => {
            const stored = { version: randomUUID(), text: text.reveal(), tags: { ...tags } }
            vault.set(name, stored)
            return { name, version: stored.version }
          }),
        find: (name) =>
          io('vault.find', 'vault-unreachable', async () => {
            const found = vault.get(name)
            return found && { ref: { name, version: found.version }, tags: found.tags }
          }),
        read: ({ name }) =>
          io('vault.read', 'vault-unreachable', async () => {
            const found = vault.get(name)
            if (found === undefined) throw new KeyturnError('vault-refused', 'no such secret')
            return new SecretText(found.text)
          }),
        remove: (name) => io('vault.remove', 'vault-unreachable', async () => void vault.delete(name)),
        ping: async () => {},
      },
      proof: {
        withSecret: (_clientId, secretText) =>
          io('proof', 'proof-unreachable', async () => {
            const live = [...secrets.values()].find(({ text }) => text === secretText.reveal())
            if (live === undefined) return { is: 'notYet' }
            signIns.set(live.keyId, clock.now())
            return { is: 'proved' }
          }),
        withCertificate: (_clientId, { der }) =>
          io('proof', 'proof-unreachable', async () =>
            [...certificates.values()].includes(der) ? { is: 'proved' } : { is: 'notYet' },
          ),
      },
      destinations: {
        keyVault: placeAdapter('one'),
        webhook: placeAdapter('two'),
      } as Partial<RotatePowers['destinations']> as RotatePowers['destinations'],
    }

    function placeAdapter(name: 'one' | 'two'): Destination {
      return {
        inspect: async () => ({ is: 'ready', facts: [] }),
        write: (_target, { secretText, deliveryId }) =>
          io(`write ${name}`, 'destination-unreachable', async () => {
            const text = secretText.reveal()
            const inVault = [...vault.values()].some((stored) => stored.text === text)
            check('I1: what is delivered is in the vault', inVault || text === 'text-old')
            const place = places[name]
            if (place.deliveryId !== deliveryId) {
              places[name] = { text, deliveryId, before: place.text }
            }
            return { is: 'written', receipt: { version: deliveryId, before: places[name].before ?? '' } }
          }),
        verify: (_target, receipt) =>
          io(`verify ${name}`, 'destination-unreachable', async () =>
            places[name].deliveryId === receipt.version
              ? { is: 'verified', evidence: 'read back' }
              : { is: 'overwritten', problem: 'something else is there' },
          ),
        ...(name === 'one' && {
          readBefore: (_target: unknown, receipt: Readonly<Record<string, string>>) =>
            io('readBefore', 'destination-unreachable', async () =>
              receipt.before ? new SecretText(receipt.before) : undefined,
            ),
        }),
      } as Destination
    }
  }

  const configured = (['keyVault', 'webhook'] as const).map((kind, position) => ({
    destinationId: `destination-${position}`,
    objectId: application.objectId,
    position,
    isRequired: true,
    target:
      kind === 'keyVault'
        ? { kind, vaultUrl: 'https://v.example', secretName: 'one', grantOwnersOn: null }
        : { kind, url: 'https://two.example' },
    addedBy: owner,
    addedAt: startOfTime,
  }))

  function holderNow(): Holder {
    const credentials = [...secrets.values()].map(({ keyId, displayName }) =>
      keyId === old.keyId ? old : aCredential({ keyId, displayName, startAt: startOfTime, endAt: inDays(90) }),
    )
    return { ...application, credentials }
  }

  async function checkRemoval(keyId: string): Promise<void> {
    const rotation = await head()
    if (keyId === old.keyId) {
      check('I4: the old one goes only when it is let go', ['retiring', 'done'].includes(String(rotation?.state)))
      check('I4: the old one goes only while the new one lives', secrets.has(rotation?.newKeyId ?? ''))
    } else {
      const isResult = keyId === rotation?.newKeyId
      const isOnTheWayBack = ['compensating', 'failed', 'cancelled'].includes(String(rotation?.state))
      check('I4: the result is removed only on the way back', !isResult || isOnTheWayBack)
    }
  }

  /** One process that takes up what is open, as the service does every half minute. Returns when it is done or dead. */
  async function work(): Promise<void> {
    const worker = createWorker()
    const powers = powersOf(worker)
    for (const rotation of await stores.rotations.open()) {
      if (!runningStates.includes(rotation.state) || rotation.nextStepAt > clock.now()) continue
      await Promise.race([advanceRotation(powers, rotation).catch(() => undefined), worker.died])
    }
  }

  /** Whoever gets no answer clicks again, and meets a process that lives. */
  async function persistently(click: (powers: RotatePowers) => Promise<unknown>, isDone: () => Promise<boolean>) {
    for (let clicks = 0; clicks < 6 && !(await isDone()); clicks += 1) {
      const worker = createWorker()
      await Promise.race([click(powersOf(worker)).catch(() => undefined), worker.died])
    }
  }

  function order(): Promise<void> {
    const rotationOrder = { holder: application, credential: old, approvedBy: owner, reason: 'renewal' }
    return persistently(
      (powers) => startRotation(powers, rotationOrder),
      async () => (await head()) !== undefined,
    )
  }

  /** Lets time pass and processes work until nothing is left that needs no person, or the rotation is in this state. */
  async function runUntil(state: Rotation['state'] | null): Promise<void> {
    for (let rounds = 0; rounds < 300; rounds += 1) {
      const open = (await stores.rotations.open()).filter((rotation) => runningStates.includes(rotation.state))
      if (open.length === 0 || open.some((rotation) => rotation.state === state)) return
      const soonest = Math.min(...open.map(({ nextStepAt }) => nextStepAt.getTime()))
      clock.at = Math.max(clock.at + 1_000, soonest)
      await work()
    }
    violations.push('the rotation never came to an end')
  }

  return {
    clock,
    stores,
    violations,
    trace,
    old,
    owner,
    application,
    secrets,
    vault,
    places,
    head,
    order,
    persistently,
    work,
    runUntil,
    runToEnd: () => runUntil(null),
    powers: () => powersOf(createWorker()),
    calls: () => calls,
    async stored(): Promise<StoredRotation> {
      const [rotation] = await stores.rotations.about(application.objectId)
      if (rotation === undefined) throw new Error('no rotation was stored')
      return rotation
    },

    /** What must hold once everything has come to rest; the sentences that do not. */
    async complaints(): Promise<string[]> {
      const rotation = await head()
      if (rotation === undefined) return [...violations, 'no rotation was stored']
      const live = [...secrets.keys()]
      const events = (await stores.audit.about(application.objectId)).filter(({ action }) =>
        action.startsWith('rotation-'),
      )
      const ids = events.map(({ eventId }) => eventId).sort()
      const expected = Array.from(
        { length: rotation.sequence + 1 },
        (_, index) => `${rotation.rotationId}.${String(index).padStart(4, '0')}`,
      )
      if (ids.join() !== expected.join()) violations.push(`I5: one audit row for each transition, not ${ids.length}`)
      if (rotation.state === 'done') {
        const found = vault.get(rotation.vaultSecret?.name ?? '')
        const text = secrets.get(rotation.newKeyId ?? '')?.text
        if (live.join() !== rotation.newKeyId)
          violations.push(`one live new credential and no orphan, not ${live.length}`)
        if (found?.tags.keyId !== rotation.newKeyId) violations.push('I3: the vault names the new credential')
        if (text === undefined || found?.text !== text)
          violations.push('the vault holds the text of the new credential')
        for (const [name, place] of Object.entries(places)) {
          if (place.text !== text) violations.push(`place ${name} holds the new secret`)
        }
      } else if (rotation.state === 'failed' || rotation.state === 'cancelled') {
        if (live.join() !== old.keyId) violations.push(`only the old credential is left, not ${live.length}`)
        for (const [name, place] of Object.entries(places)) {
          if (place.text !== 'text-old') violations.push(`place ${name} holds the old secret`)
        }
      } else {
        violations.push(`the rotation ended as ${rotation.state}: ${rotation.problem}`)
      }
      return violations
    },
  }

  function attemptsUpTo(rotation: Rotation): string[] {
    return Array.from({ length: rotation.attempt }, (_, index) => attemptMarker({ ...rotation, attempt: index + 1 }))
  }
}

export type SagaWorld = ReturnType<typeof createSagaWorld>

interface Worker {
  readonly isDead: boolean
  readonly died: Promise<void>
  /** Nothing of this worker ever returns. */
  die(): Promise<never>
}

function createWorker(): Worker {
  const { promise: died, resolve } = Promise.withResolvers<void>()
  let isDead = false
  return {
    get isDead() {
      return isDead
    },
    died,
    die() {
      isDead = true
      resolve()
      return new Promise(() => {})
    },
  }
}
