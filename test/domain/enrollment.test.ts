import { describe, expect, it } from 'vitest'
import { parseEnrollment } from '../../src/decide/unattended/parse-enrollment.ts'
import { currentKeyId, defaultRotateBefore, dueAt, soakHoursOf } from '../../src/domain/enrollment.ts'
import { aCredential, anApplication, aPerson, aRotation, inDays, now } from '../support/builders.ts'

const enrollment = {
  holder: anApplication(),
  keyId: 'a',
  lifetimeDays: 90,
  rotateBefore: { hours: 168 },
  soakHours: null,
  approval: 'never',
  timeZone: 'Europe/Berlin',
  quietHours: null,
  freezes: [],
  enrolledBy: aPerson(),
  enrolledAt: now,
} as const

describe('an enrolled secret', () => {
  it('is due a number of hours before its end, or at a share of its life', () => {
    const credential = aCredential({ startAt: inDays(-90), endAt: inDays(10) })
    expect(dueAt(enrollment, credential)).toEqual(inDays(3))
    expect(dueAt({ ...enrollment, rotateBefore: { percent: 20 } }, credential)).toEqual(inDays(-10))
    expect(dueAt(enrollment, { startAt: now, endAt: null })).toBeNull()
  })

  it('is not due before half of its life, which a policy may have cut', () => {
    expect(dueAt(enrollment, { startAt: now, endAt: inDays(7) })).toEqual(inDays(3.5))
    expect(dueAt({ ...enrollment, lifetimeDays: 8 }, { startAt: null, endAt: inDays(7) })).toEqual(inDays(3))
  })

  it('keeps a week of overlap unless its life is too short for that', () => {
    expect(defaultRotateBefore(90)).toEqual({ hours: 168 })
    expect(defaultRotateBefore(15)).toEqual({ hours: 168 })
    expect(defaultRotateBefore(7)).toEqual({ percent: 33 })
  })

  it('stays beside its successor for a week, or until it ends, unless its owner wants it otherwise', () => {
    const hours = (soakHours: number | null, endsInDays: number, least = 24) =>
      soakHoursOf({ soakHours }, { endAt: inDays(endsInDays) }, now, least)
    expect(hours(null, 30)).toBe(168)
    expect(hours(null, 3)).toBe(72)
    expect(hours(null, 0.5)).toBe(24)
    expect(hours(null, 30, 240)).toBe(240)
    expect(hours(48, 30)).toBe(48)
  })

  it('is followed through its rotations, but not through those that came to nothing', () => {
    const made = (from: string, to: string, state: 'done' | 'soaking' | 'cancelled') =>
      aRotation({ old: aCredential({ keyId: from }), newKeyId: to, state })
    expect(currentKeyId(enrollment, [made('a', 'b', 'done'), made('b', 'c', 'soaking')])).toBe('c')
    expect(currentKeyId(enrollment, [made('a', 'b', 'done'), made('b', 'c', 'cancelled')])).toBe('b')
    expect(currentKeyId(enrollment, [made('a', 'b', 'done'), made('b', 'a', 'done')])).toBeDefined()
  })
})

describe('the settings of unattended rotation', () => {
  const form = { keyId: 'a', lifetime: '90', before: '', soak: '', approval: 'never', quiet: '', zone: '', freezes: '' }

  it('take what people write', () => {
    const parsed = parseEnrollment({
      ...form,
      lifetime: ' 30 ',
      before: '20%',
      soak: '10 days',
      quiet: '22:00 – 06:00',
      zone: 'Europe/Berlin',
      freezes: '2026-12-20..2027-01-05, 2026-11-27',
    })
    expect(parsed).toMatchObject({
      is: 'read',
      settings: {
        lifetimeDays: 30,
        rotateBefore: { percent: 20 },
        soakHours: 240,
        quietHours: { from: '22:00', to: '06:00' },
        freezes: [
          { from: '2026-12-20', to: '2027-01-05' },
          { from: '2026-11-27', to: '2026-11-27' },
        ],
      },
    })
  })

  it.each([
    [{ lifetime: '0' }, '1 to 730'],
    [{ lifetime: '731' }, '1 to 730'],
    [{ lifetime: '1.5' }, '1 to 730'],
    [{ before: 'soon' }, '168 hours'],
    [{ before: '91 %' }, '90 %'],
    [{ before: '90 days' }, 'whole lifetime'],
    [{ soak: '0' }, '1 to 720'],
    [{ soak: '31 days' }, '1 to 720'],
    [{ approval: 'sometimes' }, 'each, yearly or never'],
    [{ quiet: '25:00-06:00' }, '22:00-06:00'],
    [{ zone: 'Mars/Olympus' }, 'IANA'],
    [{ freezes: '2026-02-30' }, 'change freezes'],
    [{ freezes: '2026-03-02..2026-03-01' }, 'change freezes'],
  ])('say what is wrong: %j', (changes, words) => {
    expect(parseEnrollment({ ...form, ...changes })).toMatchObject({
      is: 'wrong',
      problem: expect.stringContaining(words),
    })
  })
})
