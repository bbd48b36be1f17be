import type { StoredKey, StoredPassword } from '../directory-object.ts'
import type { CredentialMaker } from './credential-maker.ts'

/** What one application holds: its credentials and how they came about. */
export interface StoryCredentials {
  readonly passwords?: StoredPassword[]
  readonly keys?: StoredKey[]
}

type Story = (make: CredentialMaker) => StoryCredentials

/** What older tools of Entra write for "never". */
const never = '2299-12-31T23:59:59Z'

/** Every way in which a real tenant's credentials stand. */
export const stories = {
  none: () => ({}),
  healthyPassword: (make) => ({
    passwords: [make.password({ endsInDays: make.random.between(60, 340), usedDaysAgo: make.random.integer(20) })],
  }),
  healthyCertificate: (make) => ({
    keys: [make.certificate({ endsInDays: make.random.between(60, 600), lifetimeDays: 730 })],
  }),
  healthyMixed: (make) => ({
    passwords: [
      make.password({ endsInDays: make.random.between(90, 300), usedDaysAgo: 1 }),
      make.password({ endsInDays: make.random.between(310, 700), lifetimeDays: 730 }),
    ],
    keys: [make.certificate({ endsInDays: make.random.between(120, 700), lifetimeDays: 730 })],
  }),
  dueThirty: (make) => ({
    passwords: [make.password({ endsInDays: make.random.between(15, 28), usedDaysAgo: make.random.integer(9) })],
  }),
  dueFourteen: (make) => ({ passwords: [make.password({ endsInDays: make.random.between(8, 12), usedDaysAgo: 0 })] }),
  dueSeven: (make) => ({ passwords: [make.password({ endsInDays: make.random.between(1, 5), usedDaysAgo: 0 })] }),
  dueCertificate: (make) => ({
    keys: [make.certificate({ endsInDays: make.random.between(2, 28), lifetimeDays: 730, usedDaysAgo: 2 })],
  }),
  dueWithCertificate: (make) => ({
    passwords: [make.password({ endsInDays: make.random.between(2, 28) })],
    keys: [make.certificate({ endsInDays: 400, lifetimeDays: 730, usedDaysAgo: 0 })],
  }),
  dueUnnamed: (make) => ({ passwords: [make.password({ endsInDays: 20, displayName: null })] }),
  dueHostile: (make) => ({
    passwords: [
      make.password({ endsInDays: 9, displayName: '[rotate](https://phish.example) {{DATE()}} <at>all</at>' }),
    ],
  }),
  expired: (make) => ({ passwords: [make.password({ endsInDays: -make.random.between(1, 900) })] }),
  expiredCertificate: (make) => ({ keys: [make.certificate({ endsInDays: -make.random.between(5, 400) })] }),
  expiredLongAgoTwice: (make) => ({
    passwords: [make.password({ endsInDays: -700 }), make.password({ endsInDays: -320, lifetimeDays: 380 })],
  }),
  expiredLeftover: (make) => ({
    passwords: [
      make.password({ endsInDays: -make.random.between(20, 500) }),
      make.password({ endsInDays: make.random.between(90, 340), usedDaysAgo: 1 }),
    ],
  }),
  /** The new one was made in the old one's last 60 days and took over. */
  superseded: (make) => ({
    passwords: [
      make.password({ endsInDays: make.random.between(4, 24), usedDaysAgo: 30, displayName: 'production 2025' }),
      make.password({ endsInDays: 345, usedDaysAgo: 0, displayName: 'production 2026' }),
    ],
  }),
  /** Two consumers with a secret each: neither replaces the other. */
  sideBySide: (make) => ({
    passwords: [
      make.password({ endsInDays: make.random.between(3, 25), usedDaysAgo: 0, displayName: 'web frontend' }),
      make.password({ endsInDays: 500, lifetimeDays: 730, usedDaysAgo: 0, displayName: 'batch import' }),
    ],
  }),
  neverEnds: (make) => ({ passwords: [{ ...make.password({ endsInDays: 340 }), endDateTime: never }] }),
  noEnd: (make) => ({ passwords: [make.password({ endsInDays: undefined })] }),
  futureStart: (make) => ({
    passwords: [
      make.password({ endsInDays: 27, usedDaysAgo: 0 }),
      make.password({ endsInDays: 375, displayName: 'starts later' }),
    ],
  }),
} satisfies Record<string, Story>

export type StoryName = keyof typeof stories

/** How often each occurs; "due" and "expired" ones together are about one application in eight. */
export const storyWeights: readonly [readonly [StoryName, number], ...(readonly [StoryName, number])[]] = [
  ['none', 440],
  ['healthyPassword', 226],
  ['healthyCertificate', 60],
  ['healthyMixed', 45],
  ['expiredLeftover', 50],
  ['superseded', 30],
  ['neverEnds', 20],
  ['noEnd', 5],
  ['dueThirty', 18],
  ['dueFourteen', 10],
  ['dueSeven', 7],
  ['dueCertificate', 8],
  ['dueWithCertificate', 5],
  ['sideBySide', 10],
  ['futureStart', 6],
  ['expired', 40],
  ['expiredCertificate', 12],
  ['expiredLongAgoTwice', 8],
]
