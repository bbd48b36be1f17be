import { describe, expect, it } from 'vitest'
import { settings } from '../../src/config/settings.ts'
import { powerOf } from '../../src/domain/high-privilege.ts'
import {
  isNominationOpen,
  mayNominationMove,
  type NominationState,
  needsApproval,
} from '../../src/domain/nomination.ts'
import { aPerson } from '../support/builders.ts'

const [nominee, other] = [aPerson(), aPerson()]

describe('a nomination', () => {
  it.each([
    ['somebody else, harmless', { nominatedBy: other, risks: [], isRiskUnknown: false }, false],
    ['oneself', { nominatedBy: nominee, risks: [], isRiskUnknown: false }, true],
    ['somebody else, dangerous', { nominatedBy: other, risks: ['Mail.Send'], isRiskUnknown: false }, true],
    ['somebody else, nobody knows how dangerous', { nominatedBy: other, risks: [], isRiskUnknown: true }, true],
  ] as const)('of %s needs an administrator: %o', (_, draft, expected) => {
    expect(needsApproval({ nominee, ...draft })).toBe(expected)
  })

  it('ends once, and while Entra is being asked only by its answer', () => {
    const ended: readonly NominationState[] = ['accepted', 'declined', 'refused', 'expired', 'withdrawn', 'failed']
    const open: readonly NominationState[] = ['awaitingApproval', 'awaitingNominee', 'accepting']
    for (const from of ended) for (const to of [...open, ...ended]) expect(mayNominationMove(from, to)).toBe(false)
    expect(open.every((state) => isNominationOpen({ state }))).toBe(true)
    expect(ended.some((state) => isNominationOpen({ state }))).toBe(false)
    expect(mayNominationMove('accepting', 'expired')).toBe(false)
    expect(mayNominationMove('awaitingApproval', 'accepted')).toBe(false)
  })
})

describe('a high-privilege permission', () => {
  it('is explained in words of its own when it is asked about by default', () => {
    for (const permission of settings.HIGH_PRIVILEGE_PERMISSIONS.fallback?.split(',') ?? []) {
      expect(powerOf(permission)).not.toContain(permission)
    }
    expect(powerOf('Some.Permission.All')).toContain('Some.Permission.All')
  })
})
