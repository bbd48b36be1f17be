import { ManagedIdentityCredential } from '@azure/identity'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderMail } from '../../src/cards/render-mail.ts'
import type { HolderRef } from '../../src/domain/holder.ts'
import { createProof } from '../../src/entra/create-proof.ts'
import { createGraphClient, type GraphClient } from '../../src/graph/create-graph-client.ts'
import { createCredentials } from '../../src/graph/credentials.ts'
import { createDirectory } from '../../src/graph/directory.ts'
import { sendMail } from '../../src/graph/send-mail.ts'
import { createMailer } from '../../src/mail/create-mailer.ts'
import type { Directory } from '../../src/ports.ts'
import type { Cloud } from '../../src/sandbox/cloud.ts'
import { createCertificateVault } from '../../src/vault/create-certificate-vault.ts'
import { aPerson } from '../support/builders.ts'
import { startTestCloud } from '../support/cloud.ts'
import { anApplicationMessage } from '../support/messages.ts'
import { silentLog } from '../support/silent-log.ts'

let cloud: Cloud
let client: GraphClient
let directory: Directory

beforeAll(async () => {
  cloud = await startTestCloud({ applications: 60 })
  const credential = new ManagedIdentityCredential()
  client = createGraphClient({ baseUrl: cloud.origin, credential, logger: silentLog, onRequest: () => {} })
  directory = createDirectory(client, silentLog)
})
afterAll(() => cloud.stop())

function holderNamed(name: string): HolderRef {
  const found = cloud.tenant.applications().find(({ displayName }) => displayName === name)
  return { kind: 'application', objectId: found?.id ?? '', clientId: found?.appId ?? '', displayName: name }
}

test('permissions come with the names of their APIs', async () => {
  expect(await directory.permissionsOf(holderNamed('Mail relay').clientId)).toEqual([
    { value: 'Mail.Send', api: 'Microsoft Graph' },
    { value: 'full_access_as_app', api: 'Office 365 Exchange Online' },
  ])
  expect(await directory.permissionsOf(holderNamed('Tax reporting').clientId)).toEqual([])
})

test('an application without owner has people who know it', async () => {
  const { secondOwner } = cloud.tenant.cast
  const { objectId } = holderNamed('Badge reader gateway')
  expect(await directory.credentialCreators(objectId)).toMatchObject([{ person: { personId: secondOwner.id } }])
  expect(await directory.ownersOfSameService(objectId)).toMatchObject([
    { personId: secondOwner.id, mail: secondOwner.mail, accountEnabled: true },
  ])
})

test('reports of the manager are the people who name them', async () => {
  const { manager, owner, secondOwner } = cloud.tenant.cast
  const reports = (await directory.reportsOf(manager.id)).map(({ personId }) => personId)
  expect(reports).toEqual(expect.arrayContaining([owner.id, secondOwner.id]))
  expect(await directory.reportsOf('00000000-0000-4000-8000-000000000000')).toEqual([])
})

test('an owner is removed once', async () => {
  const { owner, secondOwner } = cloud.tenant.cast
  const holder = holderNamed('Invoice archive')
  expect(await directory.removeOwner(holder, owner.id)).toBe('removed')
  expect(await directory.removeOwner(holder, owner.id)).toBe('absent')
  expect(cloud.tenant.ownersOf(holder.objectId).map(({ object }) => object.id)).toEqual([secondOwner.id])
})

test('without the permission the log cannot be read, and nothing is sent', async () => {
  cloud.permissions.delete('AuditLog.Read.All')
  expect(await directory.credentialCreators(holderNamed('Badge reader gateway').objectId)).toBeUndefined()
  cloud.permissions.delete('Mail.Send')
  expect(await mailer().send(aPerson(), anApplicationMessage())).toEqual({ ok: false, reason: 'refused' })
  expect(cloud.tenant.sentMails).toEqual([])
  cloud.permissions.add('AuditLog.Read.All').add('Mail.Send')
})

test('a mail arrives with subject and both texts', async () => {
  const to = aPerson()
  expect(await mailer().send(to, anApplicationMessage())).toEqual({ ok: true })
  expect(cloud.tenant.sentMails).toMatchObject([
    {
      sender: cloud.tenant.cast.administrator.mail,
      to: [to.mail],
      subject: expect.stringContaining('– Payroll export'),
      text: expect.stringContaining('/app '),
      html: expect.stringContaining('<h1'),
    },
  ])
})

test('a certificate of the vault is registered, signs in once it has spread, and is taken out again', async () => {
  const credential = new ManagedIdentityCredential()
  const sleep = async (ms: number) => cloud.clock.advance(ms)
  const options = { baseUrl: cloud.origin, credential, logger: silentLog, onRequest: () => {}, sleep }
  const credentials = createCredentials(createGraphClient(options))
  const vault = createCertificateVault({ url: cloud.origin, credential, logger: silentLog })
  const proof = createProof({
    authorityHost: cloud.origin,
    tenantId: cloud.tenant.tenantId,
    graphBaseUrl: cloud.origin,
    sign: vault.sign,
    clock: cloud.clock,
  })
  await vault.request({ name: 'journey', subject: 'CN=journey', lifetimeDays: 90, issuer: 'Self', tags: {} })
  const certificate = await vault.find('journey')
  if (typeof certificate !== 'object' || 'failed' in certificate) throw new Error('The certificate was not made')

  cloud.tenant.replicationDelayMs = 4_000
  const holder = holderNamed('Supplier portal')
  const before = cloud.tenant.holders.application.get(holder.objectId)?.keyCredentials ?? []
  const keys = () => cloud.tenant.holders.application.get(holder.objectId)?.keyCredentials
  const added = await credentials.addCertificate(holder, certificate, 'CN=journey')
  expect(before).not.toEqual([])
  expect(keys()).toMatchObject([...before, { keyId: added.keyId, displayName: 'CN=journey' }])
  expect(await credentials.addCertificate(holder, certificate, 'CN=journey')).toEqual({
    ...added,
    outcome: 'already-there',
  })
  expect(await proof.withCertificate(holder.clientId, certificate)).toEqual({ is: 'proved' })
  expect(await credentials.removeCertificate(holder, added.keyId)).toBe('removed')
  expect(keys()).toEqual(before)
  expect(await proof.withCertificate(holder.clientId, certificate)).toEqual({ is: 'notYet' })
  cloud.tenant.replicationDelayMs = 0
})

test('a SAML signing certificate is made beside the one in use, then put to use', async () => {
  const credentials = createCredentials(client)
  const saml = cloud.tenant.servicePrincipals().find((one) => one.preferredSingleSignOnMode === 'saml')
  if (saml === undefined) throw new Error('The tenant has no SAML application')
  const endAt = new Date(cloud.clock.now().getTime() + 365 * 86_400_000)
  const made = await credentials.addSigningCertificate(saml.id, 'CN=next', endAt)
  const holder = () => cloud.tenant.holders.servicePrincipal.get(saml.id)
  const shown = await directory.holder('servicePrincipal', saml.id)
  expect(shown?.credentials.find(({ keyId }) => keyId === made.keyId)).toMatchObject({ isSamlSigning: true })
  expect(holder()?.preferredTokenSigningKeyThumbprint).toBe(saml.preferredTokenSigningKeyThumbprint)
  await credentials.activateSigningCertificate(saml.id, made.keyId)
  expect(holder()?.preferredTokenSigningKeyThumbprint).toBe(made.thumbprint)
})

function mailer() {
  const sender = cloud.tenant.cast.administrator.id
  return createMailer({
    sender,
    send: (mime) => sendMail(client, sender, mime),
    render: (message) => renderMail(message, cloud.clock.now()),
    clock: cloud.clock,
    logger: silentLog,
  })
}
