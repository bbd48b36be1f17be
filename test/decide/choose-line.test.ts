import { describe, expect, it } from 'vitest'
import { chooseRotatable } from '../../src/decide/choose-line.ts'
import type { Credential } from '../../src/domain/credential.ts'
import type { RotationState } from '../../src/domain/rotation.ts'
import type { CurrentApplication } from '../../src/ports.ts'
import { aCredential, aCurrentApplication, anApplication, aRotation, inDays, now } from '../support/builders.ts'

const old = aCredential({ displayName: 'old', startAt: inDays(-90), endAt: inDays(-1) })
const fresh = aCredential({ displayName: 'fresh', startAt: inDays(-1), endAt: inDays(89) })
const urgent = aCredential({ displayName: 'urgent', startAt: inDays(-85), endAt: inDays(5) })
const other = aCredential({ displayName: 'other', endAt: inDays(300) })

function chosenOf(application: Pick<CurrentApplication, 'holder'> & Partial<CurrentApplication>): string | null {
  const line = chooseRotatable(aCurrentApplication(application), undefined)
  return line?.credential.displayName ?? null
}

function chosen(made: Credential, state: RotationState, ...others: Credential[]) {
  const kept = state === 'done' ? [] : [old]
  return chosenOf({
    holder: anApplication({ credentials: [made, ...kept, ...others] }),
    rotations: [{ ...aRotation({ old, newKeyId: made.keyId, state, nextStepAt: now }), etag: '' }],
  })
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
    expect(chosen(fresh, 'soaking')).toBeNull()
    expect(chosen(fresh, 'soaking', other)).toBe('other')
  })

  it('is one that runs out although the rotation that made it never ended', () => {
    expect(chosen(urgent, 'soaking')).toBe('urgent')
    expect(chosen(urgent, 'soaking', other)).toBe('other')
  })
})

describe('the credential that /rotate means', () => {
  const chosenAmong = (credentials: Credential[], superseded = new Map<string, string>()) =>
    chosenOf({ holder: anApplication({ credentials }), superseded })
  const certificate = aCredential({ displayName: 'certificate', kind: 'certificate', endAt: inDays(3) })

  it('is what is about to expire, not what has expired beside it', () => {
    expect(chosenAmong([old, urgent])).toBe('urgent')
    expect(chosenAmong([old, urgent, other])).toBe('urgent')
    expect(chosenAmong([old])).toBe('old')
  })

  it('is what is about to expire, not what is replaced already', () => {
    const replaced = aCredential({ displayName: 'replaced', endAt: inDays(2) })
    const superseded = new Map([[replaced.keyId, other.keyId]])
    expect(chosenAmong([replaced, urgent, other], superseded)).toBe('urgent')
  })

  it('is a client secret rather than a certificate, as on the card, but not one in good order', () => {
    expect(chosenAmong([certificate, urgent])).toBe('urgent')
    expect(chosenAmong([certificate, other])).toBe('certificate')
  })

  it('is nothing once what mattered is being rotated', () => {
    const holder = anApplication({ credentials: [old, urgent, fresh] })
    const open = aRotation({ old: urgent, newKeyId: fresh.keyId, state: 'soaking', nextStepAt: now })
    expect(chosenOf({ holder, rotations: [{ ...open, etag: '' }] })).toBeNull()
  })
})
