import { describe, expect, it } from 'vitest'
import { noEvidence, successorOf } from '../../src/domain/superseded.ts'
import { aCredential, aPerson, inDays, now } from '../support/builders.ts'

const old = aCredential({ startAt: inDays(-360), endAt: inDays(5) })

function successor(later: Parameters<typeof aCredential>[0], evidence = noEvidence) {
  const credential = aCredential({ startAt: inDays(-200), endAt: inDays(200), ...later })
  return successorOf(old, [old, credential], now, evidence)?.keyId === credential.keyId
}

describe('a credential is superseded', () => {
  it('not by what Keyturn made for another credential of the same application', () => {
    const neighbor = aCredential({ startAt: inDays(-350), endAt: inDays(8) })
    const made = aCredential({ startAt: inDays(-1), endAt: inDays(89) })
    const evidence = { ...noEvidence, madeByKeyturn: new Map([[old.keyId, made.keyId]]) }
    expect(successorOf(old, [old, neighbor, made], now, evidence)?.keyId).toBe(made.keyId)
    expect(successorOf(neighbor, [old, neighbor, made], now, evidence)).toBeUndefined()
  })

  it('by one that was created in its last 60 days and outlives it by 30', () => {
    expect(successor({ startAt: inDays(-55) })).toBe(true)
  })

  it('by one that Keyturn made for it, whenever that was', () => {
    const made = aCredential({ startAt: inDays(-100), endAt: inDays(100) })
    const evidence = { ...noEvidence, madeByKeyturn: new Map([[old.keyId, made.keyId]]) }
    expect(successorOf(old, [old, made], now, evidence)).toBe(made)
  })

  it('when sign-ins moved from the old one to the new one', () => {
    const other = aCredential({ startAt: inDays(-200), endAt: inDays(200) })
    const lastSignInAt = new Map([
      [old.keyId, inDays(-45)],
      [other.keyId, inDays(-1)],
    ])
    expect(successorOf(old, [old, other], now, { ...noEvidence, lastSignInAt })).toBe(other)
  })

  it('once sign-ins have proved it, whatever the report shows today', () => {
    const other = aCredential({ startAt: inDays(-200), endAt: inDays(200) })
    const provenBySignIns = new Map([[old.keyId, other.keyId]])
    expect(successorOf(old, [old, other], now, { ...noEvidence, provenBySignIns })).toBe(other)
    const expired = { ...other, endAt: inDays(-1) }
    expect(successorOf(old, [old, expired], now, { ...noEvidence, provenBySignIns })).toBeUndefined()
  })

  it('again by one that appeared after a person said that it is still in use', () => {
    const known = aCredential({ startAt: inDays(-20), endAt: inDays(200) })
    const newer = aCredential({ startAt: inDays(-1), endAt: inDays(300) })
    const said = { objectId: 'o', keyId: old.keyId, saidBy: aPerson(), saidAt: now, reason: null }
    const stillInUse = new Map([[old.keyId, { ...said, knownKeyIds: [old.keyId, known.keyId] }]])
    const evidence = { ...noEvidence, madeByKeyturn: new Map([[old.keyId, known.keyId]]), stillInUse }
    expect(successorOf(old, [old, known], now, evidence)).toBeUndefined()
    expect(successorOf(old, [old, known, newer], now, evidence)).toBe(newer)
  })
})

describe('a credential is not superseded', () => {
  it.each([
    ['by one that lives beside it for another consumer', { startAt: inDays(-200) }],
    ['by one that outlives it by less than 30 days', { startAt: inDays(-10), endAt: inDays(34) }],
    ['by one that has not started', { startAt: inDays(1) }],
    ['by one that has expired itself', { startAt: inDays(-10), endAt: inDays(-1) }],
    ['by a certificate', { startAt: inDays(-10), kind: 'certificate' as const }],
    ['by an earlier one', { startAt: inDays(-400) }],
  ])('%s', (_, later) => {
    expect(successor(later)).toBe(false)
  })

  it('when nothing is known of the old one’s sign-ins: no row does not mean unused', () => {
    const other = aCredential({ startAt: inDays(-200), endAt: inDays(200) })
    const lastSignInAt = new Map([[other.keyId, inDays(-1)]])
    expect(successorOf(old, [old, other], now, { ...noEvidence, lastSignInAt })).toBeUndefined()
  })

  it('while both are still signed in with', () => {
    const other = aCredential({ startAt: inDays(-200), endAt: inDays(200) })
    const lastSignInAt = new Map([
      [old.keyId, inDays(-2)],
      [other.keyId, inDays(-1)],
    ])
    expect(successorOf(old, [old, other], now, { ...noEvidence, lastSignInAt })).toBeUndefined()
  })
})
