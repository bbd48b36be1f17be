import { describe, expect, it } from 'vitest'
import type { RotationState } from '../../src/domain/rotation.ts'
import { sendQuietCards } from '../../src/notify/send-quiet-cards.ts'
import type { AppContext, Lease, StoredRotation } from '../../src/ports.ts'
import { aCredential, aFinding, anApplication, anOwner, aRotation, inDays, now } from '../support/builders.ts'
import { createFakeStores } from '../support/fake-stores.ts'
import { silentLog } from '../support/silent-log.ts'

const old = aCredential({ displayName: 'old', endAt: inDays(10) })
const successor = aCredential({ displayName: 'new', endAt: inDays(90) })

/** How many people are asked about a replaced secret whose rotation, if it has one, is in this state. */
async function asked(state: RotationState | null): Promise<number> {
  const person = anOwner()
  const holder = anApplication({ credentials: [old, successor], owners: [person] })
  const clock = { now: () => now }
  const stores = createFakeStores(clock, silentLog)
  const seen = {
    ...holder,
    ownerHistory: { fromAt: now, spans: [] },
    formerOwners: [],
    fingerprint: '',
    orphaned: false,
    deletedAt: null,
  }
  await stores.holders.save([seen])
  const rotation = { ...aRotation({ holder, old, state: state ?? 'approved' }), etag: '' } satisfies StoredRotation
  let sent = 0
  const ctx = {
    ...stores,
    clock,
    log: silentLog,
    policy: { alertDays: [30, 14, 7], dryRun: false },
    vault: { url: 'https://vault.example' },
    rotations: { ...stores.rotations, about: async () => (state === null ? [] : [rotation]) },
    messenger: {
      send: async () => {
        sent += 1
        return { ok: true, sent: { conversationId: 'chat', activityId: '1', serviceUrl: 'https://example' } }
      },
    },
  } as unknown as AppContext
  const lease: Lease = { assertHeld: () => {}, release: async () => {} } as Lease
  const finding = aFinding({ holder, credential: old, supersededBy: successor.keyId, owners: [person] })
  const card = { holder, recipient: { person, reason: { is: 'owner' as const } }, findings: [finding] }
  expect(await sendQuietCards(ctx, [card], lease)).toEqual([])
  return sent
}

describe('a secret that was replaced is asked about', () => {
  it.each([[null], ['failed'], ['cancelled']] as const)('where its rotation is %s', async (state) => {
    expect(await asked(state)).toBe(1)
  })

  it.each(['soaking', 'retiring', 'done'] as const)('by nobody where Keyturn retires it, being %s', async (state) => {
    expect(await asked(state)).toBe(0)
  })
})
