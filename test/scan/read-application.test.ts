import { describe, expect, it } from 'vitest'
import { readApplication } from '../../src/scan/read-application.ts'
import { anApplication, anOwner, inDays } from '../support/builders.ts'
import { createFakeStores } from '../support/fake-stores.ts'
import { aDirectory } from '../support/scripted-directory.ts'

const owner = anOwner()
const application = anApplication({ owners: [owner] })
const principal = anApplication({ kind: 'servicePrincipal', clientId: application.clientId, owners: [] })

/** The service principal as a click reads it, while Entra answers for its application what `ofApplication` says. */
async function readPrincipal(ofApplication: () => Promise<typeof application | undefined>) {
  const clock = { now: () => inDays(0) }
  const stores = createFakeStores(clock)
  const ownerHistory = { fromAt: inDays(0), spans: [] }
  const seen = { ...application, ownerHistory, formerOwners: [], fingerprint: '', orphaned: false, deletedAt: null }
  await stores.holders.save([seen])
  const directory = aDirectory({
    holder: (kind) => (kind === 'application' ? ofApplication() : Promise.resolve(principal)),
  })
  const policy = { alertDays: [30, 14, 7], dryRun: false }
  const ctx = { ...stores, directory, clock, policy, vault: { url: 'https://keyturn.vault.azure.net' } }
  return readApplication(
    ctx as unknown as Parameters<typeof readApplication>[0],
    'servicePrincipal',
    principal.objectId,
  )
}

describe('a service principal', () => {
  it('has the owners of its application too, and its own alone once that is deleted', async () => {
    expect((await readPrincipal(async () => application))?.holder.owners).toEqual([owner])
    expect((await readPrincipal(async () => undefined))?.holder.owners).toEqual([])
  })

  it('is not taken for orphaned while the owners of its application cannot be read', async () => {
    const fails = () => Promise.reject(new Error('Graph is down'))
    await expect(readPrincipal(fails)).rejects.toThrow('Graph is down')
  })
})
