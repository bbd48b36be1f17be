import { describe, expect, it } from 'vitest'
import { noticeKinds, type RotationNotice } from '../../src/domain/rotation-notice.ts'
import { rotationNotice } from '../../src/notify/rotation-notice.ts'
import { aCredential, anApplication, aPerson, inDays, now } from '../support/builders.ts'

const notice: RotationNotice = {
  noticeId: 'a.1',
  kind: 'retired',
  holder: anApplication(),
  old: aCredential(),
  newEndAt: inDays(90),
  by: aPerson(),
  problem: null,
  at: now,
  heard: [],
}
const certificate = aCredential({ kind: 'certificate', hint: null })
const saml = { ...certificate, isSamlSigning: true }
const said = (changes: Partial<RotationNotice>) => JSON.stringify(rotationNotice({ ...notice, ...changes }))

describe('what is said of a rotation', () => {
  it('names what was rotated', () => {
    expect(said({})).toContain('An old client secret was removed')
    expect(said({ old: certificate })).toContain('An old certificate was removed')
    for (const kind of noticeKinds) {
      expect(said({ kind, old: certificate })).not.toMatch(/secret/i)
      expect(said({ kind, old: saml })).not.toMatch(/secret/i)
    }
  })

  it('says of a signing certificate neither that it is in the vault nor that the old one was removed', () => {
    expect(said({ kind: 'made', old: saml })).toContain('not in use yet')
    expect(said({ kind: 'made', old: saml })).not.toContain('vault')
    expect(said({ kind: 'retired', old: saml })).toContain('The old one was not removed')
  })
})
