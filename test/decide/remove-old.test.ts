import { describe, expect, it } from 'vitest'
import { askRemoveOld, removeOld } from '../../src/decide/remove-old.ts'
import type { Credential } from '../../src/domain/credential.ts'
import type { Policy } from '../../src/domain/policy.ts'
import type { CurrentApplication, Directory } from '../../src/ports.ts'
import { aCredential, anApplication, aPerson, inDays, now } from '../support/builders.ts'
import { silentLog } from '../support/silent-log.ts'

const ana = aPerson()
const policy = { fourEyes: ['removal'] } as unknown as Policy

function anApplicationWith(
  changes: Partial<Credential> = {},
  more: Partial<CurrentApplication> = {},
): CurrentApplication & { readonly old: Credential; readonly successor: Credential } {
  const old = aCredential({ endAt: inDays(20), ...changes })
  const successor = aCredential({ startAt: inDays(-10), endAt: inDays(355), ...changes, keyId: aCredential().keyId })
  return {
    old,
    successor,
    holder: anApplication({ credentials: [old, { ...successor, endAt: inDays(355) }] }),
    rotations: [],
    approvals: [],
    snoozes: [],
    stillInUse: [],
    removals: [],
    superseded: new Map([[old.keyId, successor.keyId]]),
    vaultUrl: 'https://keyturn.vault.azure.net/',
    alertDays: [30, 14, 7],
    dryRun: false,
    now,
    ...more,
  }
}

function powers(lastSignIns: Directory['lastSignIns']) {
  const directory: Pick<Directory, 'lastSignIns'> = { lastSignIns }
  return { directory: directory as Directory, log: silentLog }
}

describe('asking before a replaced credential is removed', () => {
  it('tells the last sign-ins of both where there is a report', async () => {
    const application = anApplicationWith()
    const { old, successor } = application
    const asked = await askRemoveOld(
      powers(async () => new Map([[old.keyId, inDays(-9)]])),
      application,
      old.keyId,
    )
    expect(asked).toMatchObject({
      is: 'ask',
      form: { old, successor: { keyId: successor.keyId }, signIns: { oldUsedAt: inDays(-9), newUsedAt: null } },
    })
  })

  it('goes on without a report that fails or that the tenant does not offer', async () => {
    const application = anApplicationWith()
    for (const answer of [async () => undefined, () => Promise.reject(new Error('slow down'))]) {
      expect(await askRemoveOld(powers(answer), application, undefined)).toMatchObject({ form: { signIns: null } })
    }
  })

  it('has nothing to ask where nothing was replaced', async () => {
    const application = anApplicationWith({}, { superseded: new Map() })
    expect(
      await askRemoveOld(
        powers(async () => undefined),
        application,
        undefined,
      ),
    ).toMatchObject({ is: 'impossible' })
  })
})

describe('a confirmed removal', () => {
  it('is of the credential that was replaced, by who confirmed', () => {
    const application = anApplicationWith()
    expect(removeOld({ policy }, application, ana, application.old.keyId)).toMatchObject({
      is: 'removeOld',
      credential: application.old,
      successor: { keyId: application.successor.keyId },
      by: ana,
    })
  })

  it('never is of the one that replaced it', () => {
    const application = anApplicationWith()
    expect(removeOld({ policy }, application, ana, application.successor.keyId)).toMatchObject({ is: 'show' })
  })

  it('changes nothing for a certificate or in a dry run, and says so', () => {
    const certificate = anApplicationWith({ kind: 'certificate' })
    expect(removeOld({ policy }, certificate, ana, certificate.old.keyId)).toMatchObject({
      is: 'impossible',
      text: expect.stringContaining('Nothing was changed'),
    })
    const dry = anApplicationWith({}, { dryRun: true })
    expect(removeOld({ policy }, dry, ana, dry.old.keyId)).toMatchObject({
      is: 'show',
      news: expect.stringContaining('Dry run'),
    })
  })
})
