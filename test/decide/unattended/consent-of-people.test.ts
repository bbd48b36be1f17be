import { describe, expect, it } from 'vitest'
import { consentOfPeople } from '../../../src/decide/unattended/consent-of-people.ts'
import type { Enrollment } from '../../../src/domain/enrollment.ts'
import type { Owner } from '../../../src/domain/person.ts'
import type { Rotation } from '../../../src/domain/rotation.ts'
import type { AppContext, CurrentApplication } from '../../../src/ports.ts'
import { aCredential, anApplication, anOwner, aPerson, aRotation, inDays, now } from '../../support/builders.ts'

const owner = anOwner()
const enrollment: Enrollment = {
  holder: anApplication(),
  keyId: 'a',
  lifetimeDays: 90,
  rotateBefore: { hours: 168 },
  soakHours: null,
  approval: 'yearly',
  timeZone: 'UTC',
  quietHours: null,
  freezes: [],
  enrolledBy: owner,
  enrolledAt: inDays(-100),
}
const request = {
  requestedBy: null,
  requestedAt: inDays(-81),
  because: ['each-time'],
  expiresAt: inDays(-78),
  approvers: [],
  remindedAt: null,
  waiting: [],
  unreachable: [],
  askingUntilAt: null,
  aloneSinceAt: null,
} as const

function consent(
  rotations: readonly Rotation[],
  changes: Partial<Enrollment> = {},
  owners: readonly Owner[] = [owner],
) {
  const application = { holder: anApplication({ owners: [...owners] }), rotations } as unknown as CurrentApplication
  const ctx = {
    directory: {
      people: async () => new Map(owners.flatMap((one) => (one.type === 'user' ? [[one.personId, one]] : []))),
    },
    cards: { about: async () => [] },
    rotations: { about: async () => [] },
    policy: { fourEyes: [], administrators: { personIds: [], groupId: undefined } },
    clock: { now: () => now },
  } as unknown as AppContext
  return consentOfPeople(ctx, application, { ...enrollment, ...changes })
}
const agreed = (old: string, newKeyId: string, daysAgo: number) =>
  aRotation({ old: aCredential({ keyId: old }), newKeyId, state: 'done', request, approvedAt: inDays(-daysAgo) })

describe('the consent to a rotation by the schedule', () => {
  it('once a year counts for the secrets that followed the one that was agreed to', async () => {
    expect(await consent([agreed('a', 'b', 80)])).toMatchObject({ is: 'given' })
    expect(await consent([agreed('x', 'y', 80)])).toMatchObject({ is: 'wanted', because: ['each-time'] })
  })

  it('ends after a year, and when the settings are saved again', async () => {
    expect(await consent([agreed('a', 'b', 370)], { enrolledAt: inDays(-400) })).toMatchObject({ is: 'wanted' })
    expect(await consent([agreed('a', 'b', 80)], { enrolledAt: inDays(-10) })).toMatchObject({ is: 'wanted' })
  })

  it('comes from whoever enrolled it, else from an owner of now, else from nobody', async () => {
    const never = { approval: 'never' } as const
    expect(await consent([], never)).toMatchObject({ is: 'given', by: { personId: owner.personId } })
    const gone = { ...never, enrolledBy: aPerson() }
    expect(await consent([], gone)).toMatchObject({ is: 'given', by: { personId: owner.personId } })
    expect(await consent([], gone, [])).toEqual({ is: 'nobody' })
  })
})
