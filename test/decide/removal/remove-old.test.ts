import { describe, expect, it } from 'vitest'
import type { Entitled } from '../../../src/decide/actor.ts'
import { askRemoveOld, removeOld } from '../../../src/decide/removal/remove-old.ts'
import type { Credential } from '../../../src/domain/credential.ts'
import type { Policy } from '../../../src/domain/policy.ts'
import type { AppContext, CurrentApplication, Directory } from '../../../src/ports.ts'
import { aCredential, aCurrentApplication, anApplication, aPerson, inDays } from '../../support/builders.ts'
import { silentLog } from '../../support/silent-log.ts'

const ana = aPerson()
const entitled: Entitled = { person: ana, standing: 'owner' }
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
    ...aCurrentApplication({
      holder: anApplication({ credentials: [old, { ...successor, endAt: inDays(355) }] }),
      superseded: new Map([[old.keyId, successor.keyId]]),
      ...more,
    }),
  }
}

function powers(lastSignIns: Directory['lastSignIns']) {
  const directory: Pick<Directory, 'lastSignIns'> = { lastSignIns }
  return { directory: directory as Directory, policy, log: silentLog }
}

describe('asking before a replaced credential is removed', () => {
  it('tells the last sign-ins of both where there is a report', async () => {
    const application = anApplicationWith()
    const { old, successor } = application
    const asked = await askRemoveOld(
      powers(async () => new Map([[old.keyId, inDays(-9)]])),
      application,
      entitled,
      { keyId: old.keyId },
    )
    expect(asked).toMatchObject({
      is: 'ask',
      form: { old, successor: { keyId: successor.keyId }, signIns: { oldUsedAt: inDays(-9), newUsedAt: null } },
    })
  })

  it('goes on without a report that fails or that the tenant does not offer', async () => {
    const application = anApplicationWith()
    for (const answer of [async () => undefined, () => Promise.reject(new Error('slow down'))]) {
      expect(await askRemoveOld(powers(answer), application, entitled, {})).toMatchObject({ form: { signIns: null } })
    }
  })

  it('has nothing to ask where nothing was replaced', async () => {
    const application = anApplicationWith({}, { superseded: new Map() })
    expect(
      await askRemoveOld(
        powers(async () => undefined),
        application,
        entitled,
        {},
      ),
    ).toMatchObject({ is: 'impossible' })
  })
})

/** Of what is replaced already, for which one person is enough. */
const confirming = { policy } as unknown as AppContext

describe('a confirmed removal', () => {
  it('is of the credential that was replaced, by who confirmed', async () => {
    const application = anApplicationWith()
    expect(await removeOld(confirming, application, entitled, { keyId: application.old.keyId })).toMatchObject({
      is: 'removeOld',
      credential: application.old,
      successor: { keyId: application.successor.keyId },
      by: ana,
    })
  })

  it('never is of the one that replaced it', async () => {
    const application = anApplicationWith()
    expect(await removeOld(confirming, application, entitled, { keyId: application.successor.keyId })).toMatchObject({
      is: 'show',
    })
  })

  it('changes nothing for a certificate or in a dry run, and says so', async () => {
    const certificate = anApplicationWith({ kind: 'certificate' })
    expect(await removeOld(confirming, certificate, entitled, { keyId: certificate.old.keyId })).toMatchObject({
      is: 'impossible',
      text: expect.stringContaining('Nothing was changed'),
    })
    const dry = anApplicationWith({}, { dryRun: true })
    expect(await removeOld(confirming, dry, entitled, { keyId: dry.old.keyId })).toMatchObject({
      is: 'show',
      news: expect.stringContaining('Dry run'),
    })
  })
})
