import { describe, expect, it } from 'vitest'
import { previewRotation } from '../../../src/decide/rotation/preview-rotation.ts'
import type { Credential } from '../../../src/domain/credential.ts'
import type { DestinationTarget } from '../../../src/domain/destination.ts'
import type { Rotation } from '../../../src/domain/rotation.ts'
import type { AppContext } from '../../../src/ports.ts'
import { aCredential, aCurrentApplication, anApplication, aPerson, aRotation, now } from '../../support/builders.ts'

const vault = (name: string): DestinationTarget => {
  return { kind: 'keyVault', vaultUrl: 'https://payroll.vault.azure.net', secretName: name, grantOwnersOn: null }
}
const webhook: DestinationTarget = { kind: 'webhook', url: 'https://hooks.contoso.example/rotated' }

async function preview(
  credential: Credential,
  targets: readonly DestinationTarget[],
  rotations: Rotation[] = [],
  dryRun = false,
) {
  const application = aCurrentApplication({
    holder: anApplication({ credentials: [credential] }),
    rotations: rotations.map((rotation) => ({ ...rotation, etag: '' })),
  })
  const looked = { inspect: async () => ({ is: 'ready', facts: ['It is there.'] }) }
  const configured = targets.map((target, position) => ({ destinationId: String(position), isRequired: true, target }))
  const ctx = {
    directory: { credentialRules: async () => ({ isLocked: false, areAllowed: true, longestDays: undefined }) },
    configured: { about: async () => configured },
    enrollments: { of: async () => undefined },
    destinations: { keyVault: looked, webhook: looked },
    policy: { dryRun, fourEyes: [], rotationLifetimeDays: 90, soakHours: 24 },
    vault: { url: 'https://keyturn.vault.azure.net' },
    clock: { now: () => now },
  } as unknown as AppContext
  const entitled = { person: aPerson(), standing: 'owner' as const }
  const said = await previewRotation(ctx, application, entitled, credential.keyId)
  return { ...said, labels: said.facts.map(({ label }) => label) }
}

describe('a preview', () => {
  it('ends with what becomes of the old one, however many destinations there are', async () => {
    const targets = Array.from({ length: 10 }, (_, position) => vault(`secret-${position}`))
    const { labels, facts } = await preview(aCredential(), targets)
    expect(labels.length).toBeLessThanOrEqual(12)
    expect(labels.slice(-3)).toEqual(['Wait', 'Check', 'Remove'])
    expect(facts.findLast(({ label }) => label === 'Deliver')?.value).toMatch(/^And \d more/)
  })

  it('tells how to have it done', async () => {
    expect((await preview(aCredential(), [vault('one')])).next).toMatch(/^\/rotate [0-9a-f-]{36}$/)
  })

  it('delivers a certificate only where a reference is enough', async () => {
    const certificate = aCredential({ kind: 'certificate', hint: null })
    const { labels } = await preview(certificate, [vault('one'), webhook])
    expect(labels.filter((label) => label === 'Deliver')).toHaveLength(1)
    expect((await preview(certificate, [vault('one')])).facts.at(-2)?.value).toContain('Confirm deployed')
  })

  it('neither keeps nor proves a signing certificate, and removes nothing for it', async () => {
    const saml = aCredential({ kind: 'certificate', isSamlSigning: true, hint: null })
    const { labels } = await preview(saml, [webhook])
    expect(labels).toEqual(['Application', 'Replaces', 'Make', 'Wait', 'Activate'])
  })

  it('says of what is being rotated, or was, that nothing would begin', async () => {
    const old = aCredential()
    const open = await preview(old, [], [aRotation({ old, state: 'soaking', newKeyId: 'b' })])
    expect(open).toMatchObject({ title: 'Nothing to rotate', text: expect.stringContaining('open already') })
    const done = await preview(old, [], [aRotation({ old, state: 'done', newKeyId: 'b' })])
    expect(done).toMatchObject({ title: 'Nothing to rotate', text: expect.stringContaining('dealt with already') })
  })

  it('does not say of a dry run that anything would run', async () => {
    expect((await preview(aCredential(), [])).text).toContain('would run now')
    expect((await preview(aCredential(), [], [], true)).text).toContain('were this not a dry run')
  })

  it('says that another rotation is open', async () => {
    const { labels } = await preview(aCredential(), [], [aRotation({ state: 'soaking' })])
    expect(labels).toContain('Beside it')
  })
})
