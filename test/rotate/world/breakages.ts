import { attemptMarker } from '../../../src/domain/rotation.ts'
import { SecretText } from '../../../src/domain/secret-text.ts'
import type { Destination, NewPassword } from '../../../src/ports.ts'
import type { RotatePowers } from '../../../src/rotate/rotate-powers.ts'
import type { Breakage } from './model-world.ts'

/** Takes one invariant away: each is a mistake that somebody could make, made at the ports instead of in the steps. */
export const breakages: Readonly<Record<string, Breakage>> = {
  'I1: delivers before the secret is in the vault': (powers) => {
    const kept = new Map<string, string>()
    return withVault(powers, {
      store: async ({ name, text }) => {
        kept.set(name, text.reveal())
        return { name, version: 'none' }
      },
      read: (ref) => {
        const text = kept.get(ref.name)
        return text === undefined ? powers.vault.read(ref) : Promise.resolve(new SecretText(text))
      },
    })
  },

  'I1: delivers the newest secret of the vault, not the recorded one': (powers, parts) =>
    withVault(powers, { read: async (ref) => parts.vault.newest() ?? powers.vault.read(ref) }),

  'I2: asks Entra before the attempt is stored': (powers, { entra }) => {
    const early = new Map<string, NewPassword>()
    return {
      ...powers,
      rotations: {
        ...powers.rotations,
        async move(from, to, event) {
          if (to.state === 'minting' && to.attempt > from.attempt) {
            const name = attemptMarker(to)
            early.set(name, await powers.credentials.addPassword(entra.application, name, to.nextStepAt))
          }
          return powers.rotations.move(from, to, event)
        },
      },
      credentials: {
        ...powers.credentials,
        async addPassword(holder, displayName, endAt) {
          return early.get(displayName) ?? powers.credentials.addPassword(holder, displayName, endAt)
        },
      },
    }
  },

  'I2: writes to a destination before that is stored': (powers) =>
    withMove(powers, async (from, to, event) =>
      to.deliveries.some(({ state }) => state === 'writing') && event === null
        ? { ...to, etag: from.etag }
        : powers.rotations.move(from, to, event),
    ),

  'I3: takes a secret by its name for its own': (powers, { entra }) =>
    withVault(powers, {
      async find(name) {
        const [rotation] = (await powers.rotations.open()).filter(({ state }) => state === 'minting')
        const found = await powers.vault.find(name)
        if (rotation === undefined) return found
        const marker = attemptMarker(rotation)
        const named = entra.holder().credentials.find(({ displayName }) => displayName === marker)
        if (named === undefined) return found
        const { rotationId, attempt } = rotation
        const ref = found?.ref ?? { name, version: 'unknown' }
        return { ref, tags: { rotationId, attempt: String(attempt), keyId: named.keyId } }
      },
    }),

  'I4: removes what an attempt left before the attempt is fenced off': (powers, { entra }) =>
    withMove(powers, async (from, to, event) => {
      if (from.state === 'minting' && to.attempt > from.attempt) {
        const left = entra.holder().credentials.find(({ displayName }) => displayName === attemptMarker(from))
        if (left !== undefined) await powers.credentials.removePassword(from.holder, left.keyId)
      }
      return powers.rotations.move(from, to, event)
    }),

  'I4: removes everything with the marker': (powers, { entra }) => ({
    ...powers,
    credentials: {
      ...powers.credentials,
      async removePassword(holder, keyId) {
        const marked = entra.holder().credentials.filter(({ displayName }) => displayName?.startsWith('rot/'))
        for (const other of marked) await powers.credentials.removePassword(holder, other.keyId)
        return powers.credentials.removePassword(holder, keyId)
      },
    },
  }),

  'I5: stores a transition whatever is stored by now': (powers) =>
    withMove(powers, async (from, to, event) => {
      const stored = await powers.rotations.get(to.holder.objectId, to.rotationId)
      return powers.rotations.move(stored ?? from, to, event)
    }),

  'I5: records a transition apart from it': (powers) =>
    withMove(powers, async (from, to, event) => {
      const moved = await powers.rotations.move(from, to, null)
      if (moved !== undefined && event !== null) await powers.audit.record(event)
      return moved
    }),

  'gate: does not look at the destinations again': (powers) => {
    const seen = new Set<string>()
    const seeing = ({ verify, ...place }: Destination): Destination => ({
      ...place,
      async verify(target, receipt, facts) {
        if (seen.has(facts.deliveryId)) return { is: 'verified', evidence: 'seen before' }
        const outcome = await verify(target, receipt, facts)
        if (outcome.is === 'verified') seen.add(facts.deliveryId)
        return outcome
      },
    })
    const { keyVault, webhook } = powers.destinations
    const places = { keyVault: seeing(keyVault as Destination), webhook: seeing(webhook as Destination) }
    return { ...powers, destinations: { ...powers.destinations, ...places } }
  },

  'gate: does not ask again who may decide': (powers) => ({ ...powers, isEntitled: async () => true }),

  'I4: replaces a credential that Entra only shows late': (powers) => ({
    ...powers,
    rotations: { ...powers.rotations, replacementOf: async () => undefined },
  }),

  'proof: delivers what has not signed in': (powers) => ({
    ...powers,
    proof: {
      ...powers.proof,
      async withSecret() {
        return { is: 'proved' }
      },
    },
  }),
}

function withVault(powers: RotatePowers, changes: Partial<RotatePowers['vault']>): RotatePowers {
  return { ...powers, vault: { ...powers.vault, ...changes } }
}

function withMove(powers: RotatePowers, move: RotatePowers['rotations']['move']): RotatePowers {
  return { ...powers, rotations: { ...powers.rotations, move } }
}
