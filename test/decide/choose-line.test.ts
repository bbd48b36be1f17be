import { describe, expect, it } from 'vitest'
import { chooseLine } from '../../src/decide/choose-line.ts'
import { canRotate } from '../../src/domain/application-message.ts'
import type { Credential } from '../../src/domain/credential.ts'
import type { RotationState } from '../../src/domain/rotation.ts'
import { aCredential, anApplication, aRotation, inDays, now } from '../support/builders.ts'

const old = aCredential({ displayName: 'old', startAt: inDays(-90), endAt: inDays(-1) })
const fresh = aCredential({ displayName: 'fresh', startAt: inDays(-1), endAt: inDays(89) })
const urgent = aCredential({ displayName: 'urgent', startAt: inDays(-85), endAt: inDays(5) })
const other = aCredential({ displayName: 'other', endAt: inDays(300) })

function chosen(made: Credential, state: RotationState, ...others: Credential[]) {
  const kept = state === 'done' ? [] : [old]
  return chooseLine(
    {
      holder: anApplication({ credentials: [made, ...kept, ...others] }),
      rotations: [{ ...aRotation({ old, newKeyId: made.keyId, state, nextStepAt: now }), etag: '' }],
      approvals: [],
      snoozes: [],
      stillInUse: [],
      removals: [],
      superseded: new Map(),
      vaultUrl: 'https://keyturn.vault.azure.net',
      alertDays: [30, 14, 7],
      dryRun: false,
      now,
    },
    undefined,
    canRotate,
  )?.credential.displayName
}

describe('the credential that is meant where none is named', () => {
  it('is one that Keyturn made, once that is due itself', () => {
    expect(chosen(urgent, 'done')).toBe('urgent')
    expect(chosen(urgent, 'done', other)).toBe('urgent')
  })

  it('is a fresh one that Keyturn made only where there is no other', () => {
    expect(chosen(fresh, 'done', other)).toBe('other')
    expect(chosen(fresh, 'done')).toBe('fresh')
  })

  it('is never what has just been made while its rotation is open', () => {
    expect(chosen(fresh, 'soaking')).toBeUndefined()
    expect(chosen(fresh, 'soaking', other)).toBe('other')
  })

  it('is one that runs out although the rotation that made it never ended', () => {
    expect(chosen(urgent, 'soaking')).toBe('urgent')
    expect(chosen(urgent, 'soaking', other)).toBe('other')
  })
})
