import type { ConfiguredDestination } from '../../../src/domain/destination.ts'
import { KeyturnError } from '../../../src/domain/errors.ts'
import { SecretText } from '../../../src/domain/secret-text.ts'
import type { Destination } from '../../../src/ports.ts'
import type { RotatePowers } from '../../../src/rotate/rotate-powers.ts'
import { silentLog } from '../../support/silent-log.ts'
import type { Call } from './process.ts'
import type { RotationWorld } from './rotation-world.ts'

/** A request that writes to a destination or removes a secret is given up after this long: it never arrives later. */
const GIVEN_UP_AFTER_MS = 30_000

/** Whoever makes the calls: when each takes effect, and whether it fails, is theirs to say. */
export interface Caller {
  call<T>(call: Call<T>): Promise<T>
}

/** The ports as one process has them: each call goes as its caller says, and is watched. */
export function createPowers(world: RotationWorld, name: string, caller: Caller): RotatePowers {
  const { clock, stores, entra, vault, barred, places, oracle, trace } = world

  function io<T>(what: string, code: KeyturnError['code'], effect: (waitedMs: number) => T | Promise<T>): Promise<T> {
    return caller.call<T>({
      failure: (fate) => {
        trace.push(`${name} ${what} !${fate}`)
        const isDenied = fate === 'denied' && code === 'directory-unreachable'
        return new KeyturnError(isDenied ? 'directory-denied' : code, `${what}: ${fate}`)
      },
      effect: async (waitedMs) => {
        trace.push(`${name} ${what}`)
        const result = await effect(waitedMs)
        oracle.checkPlaces()
        return result
      },
    })
  }

  const { rotations } = stores
  return {
    clock,
    log: silentLog,
    policy: { dryRun: false, rotationLifetimeDays: 90, soakHours: 1, certificateIssuer: 'Self' },
    isEntitled: ({ personId }) =>
      io('isEntitled', 'directory-unreachable', () => oracle.asked(name, personId, !barred.has(personId))),
    rotations: {
      start: (rotation, event) =>
        io('start', 'tables-unreachable', async () => {
          const isStarted = await rotations.start(rotation, event)
          if (isStarted) oracle.stored(rotation, name)
          return isStarted
        }),
      move: (from, to, event) =>
        io(`move to ${to.state} ${to.sequence}`, 'tables-unreachable', async () => {
          const moved = await rotations.move(from, to, event)
          if (moved !== undefined) oracle.stored(to, name)
          return moved
        }),
      about: (objectId) => io('about', 'tables-unreachable', () => rotations.about(objectId)),
      makerOf: (objectId, keyId) => io('makerOf', 'tables-unreachable', () => rotations.makerOf(objectId, keyId)),
      replacementOf: (objectId, keyId) =>
        io('replacementOf', 'tables-unreachable', () => rotations.replacementOf(objectId, keyId)),
      open: () => io('open', 'tables-unreachable', () => rotations.open()),
      get: (objectId, rotationId) => io('get', 'tables-unreachable', () => rotations.get(objectId, rotationId)),
      successors: () => io('successors', 'tables-unreachable', () => rotations.successors()),
    },
    enrollments: { of: () => io('enrollments', 'tables-unreachable', () => undefined) },
    configured: { about: () => io('configured', 'tables-unreachable', () => configuredIn(world)) },
    audit: { record: (event) => io('audit', 'tables-unreachable', () => stores.audit.record(event)) },
    directory: {
      holder: () => io('holder', 'directory-unreachable', () => entra.holder()),
      credentialRules: () =>
        io('credentialRules', 'directory-unreachable', () => ({
          areAllowed: true,
          isLocked: false,
          longestDays: undefined,
        })),
      lastSignIns: () => io('lastSignIns', 'directory-unreachable', () => new Map(entra.signIns)),
      lastSignedInTo: () => io('lastSignedInTo', 'directory-unreachable', () => 'Microsoft Graph'),
    },
    certificates: { request: noCertificates, find: noCertificates, remove: noCertificates },
    credentials: {
      addPassword: (_holder, displayName, endAt) =>
        io('addPassword', 'directory-unreachable', () => {
          oracle.minting(displayName)
          const secret = entra.add(displayName, `n${entra.everMade.size}-text`, 'keyturn', endAt)
          return { keyId: secret.keyId, endAt, secretText: new SecretText(secret.text) }
        }),
      removePassword: (_holder, keyId) =>
        io(`removePassword ${entra.everMade.get(keyId)?.displayName}`, 'directory-unreachable', (waitedMs) => {
          if (waitedMs > GIVEN_UP_AFTER_MS) throw new KeyturnError('directory-unreachable', 'given up')
          oracle.removing(keyId)
          return entra.remove(keyId)
        }),
      addCertificate: noCertificates,
      removeCertificate: noCertificates,
      addSigningCertificate: noCertificates,
      activateSigningCertificate: noCertificates,
    },
    vault: {
      url: 'https://vault.example',
      store: (secret) => io('store', 'vault-unreachable', () => vault.store(secret)),
      find: (secretName) => io('find', 'vault-unreachable', () => vault.find(secretName)),
      read: (ref) => io('read', 'vault-unreachable', () => vault.read(ref)),
      remove: (secretName) => io('remove', 'vault-unreachable', () => vault.remove(secretName)),
    },
    proof: {
      withSecret: (_clientId, secretText) =>
        io('proof', 'proof-unreachable', () => ({ is: entra.signsIn(secretText.reveal()) ? 'proved' : 'notYet' })),
      withCertificate: noCertificates,
    },
    destinations: {
      keyVault: destination('one'),
      webhook: destination('two'),
      devOps: nowhere,
      vercel: nowhere,
      apiConnection: nowhere,
      appService: nowhere,
      containerApp: nowhere,
      runbook: nowhere,
    },
  }

  function destination(placeName: string): Destination {
    const place = places[placeName]
    if (place === undefined) return nowhere
    const code = 'destination-unreachable'
    return {
      inspect: async () => ({ is: 'ready', facts: [] }),
      write: (_target, delivered) =>
        io(`write ${placeName} ${delivered.deliveryId.slice(36)}`, code, (waitedMs) => {
          if (waitedMs > GIVEN_UP_AFTER_MS) throw new KeyturnError(code, 'given up')
          oracle.writing(placeName, delivered)
          return place.write(delivered)
        }),
      verify: (_target, receipt) => io(`verify ${placeName}`, code, () => place.verify(receipt)),
      ...(place.kind === 'versions' && {
        readBefore: (_target: unknown, receipt: Readonly<Record<string, string>>) =>
          io(`readBefore ${placeName}`, code, () => place.readBefore(receipt)),
      }),
    }
  }
}

/** The destinations as they are configured: the id of each is the name of its place. */
function configuredIn({ places, entra, clock }: RotationWorld): ConfiguredDestination[] {
  return Object.entries(places).map(([name, { isRequired }], position) => ({
    destinationId: name,
    objectId: entra.application.objectId,
    position,
    isRequired,
    target:
      name === 'one'
        ? { kind: 'keyVault', vaultUrl: 'https://one.example', secretName: 'one', grantOwnersOn: null }
        : { kind: 'webhook', url: 'https://two.example' },
    addedBy: entra.owners[0],
    addedAt: clock.now(),
  }))
}

/** All rotations of these worlds replace secrets. */
function noCertificates(): Promise<never> {
  return Promise.reject(new Error('no certificate is rotated here'))
}

/** A kind of destination that no place of these worlds is of. */
const nowhere: Destination<never> = { inspect: noPlace, write: noPlace, verify: noPlace }

function noPlace(): Promise<never> {
  return Promise.reject(new Error('nothing is delivered here'))
}
