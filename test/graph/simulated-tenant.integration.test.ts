import { ManagedIdentityCredential } from '@azure/identity'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderMail } from '../../src/cards/render-mail.ts'
import type { HolderRef } from '../../src/domain/holder.ts'
import { createGraphClient, type GraphClient } from '../../src/graph/create-graph-client.ts'
import { createDirectory } from '../../src/graph/directory.ts'
import { sendMail } from '../../src/graph/send-mail.ts'
import { createMailer } from '../../src/mail/create-mailer.ts'
import type { Directory } from '../../src/ports.ts'
import type { Cloud } from '../../src/sandbox/cloud.ts'
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
