import { describe, expect, it } from 'vitest'
import { preflight } from '../../../src/decide/rotation/preflight.ts'
import type { Credential } from '../../../src/domain/credential.ts'
import type { AppContext, CredentialRules } from '../../../src/ports.ts'
import { aCredential, anApplication } from '../../support/builders.ts'

interface Situation {
  readonly credential?: Partial<Credential>
  /** How many the application holds. */
  readonly held?: number
  readonly rotationLifetimeDays?: number
  readonly rules?: Partial<CredentialRules>
  /** As its owner set it for unattended rotation. */
  readonly enrolledDays?: number
}

function look({ credential = {}, held = 1, rotationLifetimeDays = 90, rules = {}, enrolledDays }: Situation) {
  const credentials = Array.from({ length: held }, () => aCredential(credential))
  const ctx = {
    policy: { rotationLifetimeDays },
    enrollments: { of: async () => (enrolledDays === undefined ? undefined : { lifetimeDays: enrolledDays }) },
    directory: {
      credentialRules: async () => ({ areAllowed: true, isLocked: false, longestDays: undefined, ...rules }),
    },
  } as unknown as Pick<AppContext, 'directory' | 'enrollments' | 'policy'>
  return preflight(ctx, anApplication({ credentials }), aCredential(credential))
}

const certificate = { kind: 'certificate' } as const
const signing = { ...certificate, isSamlSigning: true }

describe('a rotation is ready', () => {
  it.each<[string, Situation, object]>([
    ['as it is set', {}, { wantedDays: 90, days: 90 }],
    ['as long as the policy allows', { rules: { longestDays: 30 } }, { wantedDays: 90, days: 30 }],
    ['as its owner enrolled it', { enrolledDays: 40, credential: certificate }, { wantedDays: 40, days: 40 }],
    ['for a secret of a day', { rotationLifetimeDays: 1 }, { days: 1 }],
    ['for a certificate of a month', { credential: certificate, rules: { longestDays: 31.99 } }, { days: 31.99 }],
    ['for a signing certificate of a week', { credential: signing, rules: { longestDays: 7 } }, {}],
    ['beside many secrets', { held: 999 }, {}],
    ['beside many certificates', { held: 599, credential: certificate }, {}],
  ])('%s', async (_, situation, lifetime) => {
    expect(await look(situation)).toMatchObject({ is: 'ready', ...lifetime })
  })
})

describe('a rotation is refused', () => {
  it.each<[string, Situation, RegExp]>([
    ['where as many secrets are there as Entra takes', { held: 1000 }, /holds 1000 .* Remove old/],
    ['where as many certificates are', { held: 600, credential: certificate }, /holds 600 .* Remove old/],
    [
      'where the policy allows a certificate less than a month',
      { credential: certificate, rules: { longestDays: 29.993 } },
      /allows certificates 30 days at most.*raise asymmetricKeyLifetime/,
    ],
    [
      'where a certificate is set to less than a month',
      { credential: certificate, rotationLifetimeDays: 31 },
      /to live 31 days.*ROTATION_LIFETIME_DAYS.*to 32 or more/,
    ],
    ['where its owner set that', { credential: certificate, enrolledDays: 30 }, /to live 30 days.*lifetime=/],
    [
      'where the policy allows a signing certificate less than a day',
      { credential: signing, rules: { longestDays: 0.5 } },
      /0\.5 days at most.*raise asymmetricKeyLifetime/,
    ],
  ])('%s', async (_, situation, why) => {
    expect(await look(situation)).toEqual({ is: 'refused', why: expect.stringMatching(why) })
  })
})
