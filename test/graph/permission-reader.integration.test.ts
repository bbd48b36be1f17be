import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectory } from '../../src/graph/directory.ts'
import type { Directory } from '../../src/ports.ts'
import { type GraphStandIn, graphError, guidOf, startGraphStandIn } from '../support/graph-stand-in.ts'

let graph: GraphStandIn
let directory: Directory
beforeEach(async () => {
  graph = await startGraphStandIn()
  directory = createDirectory(graph.client, graph.logger)
})
afterEach(() => graph.finish())

const clientId = guidOf(9)
const path = `/v1.0/servicePrincipals(appId='${clientId}')/appRoleAssignments`
const [graphApi, exchange] = [guidOf(0xa), guidOf(0xb)]

function assignment(role: number, resourceId: string, resourceDisplayName: string | null = 'Microsoft Graph') {
  return { appRoleId: guidOf(role), resourceId, resourceDisplayName, principalId: guidOf(1) }
}

function expectResource(id: string, roles: Readonly<Record<number, string>>, displayName = 'Microsoft Graph') {
  const appRoles = Object.entries(roles).map(([role, value]) => ({ id: guidOf(Number(role)).toUpperCase(), value }))
  graph.expect(`GET /v1.0/servicePrincipals/${id}`, { body: { id, displayName, appRoles } })
}

test('permissions of every page have the names that their APIs give them', async () => {
  graph.expect(`GET ${path}?$top=999`, {
    body: {
      value: [assignment(1, graphApi), assignment(2, graphApi)],
      '@odata.nextLink': `${graph.origin}${path}?$top=999&$skiptoken=a`,
    },
  })
  graph.expect(`GET ${path}?$top=999&$skiptoken=a`, { body: { value: [assignment(3, exchange, null)] } })
  expectResource(graphApi, { 1: 'Mail.ReadWrite', 2: 'User.Read.All' })
  expectResource(exchange, { 3: 'full_access_as_app' }, 'Office 365 Exchange Online')
  expect(await directory.permissionsOf(clientId)).toEqual([
    { value: 'Mail.ReadWrite', api: 'Microsoft Graph' },
    { value: 'User.Read.All', api: 'Microsoft Graph' },
    { value: 'full_access_as_app', api: 'Office 365 Exchange Online' },
  ])
})

test('an API is read once, whoever asks', async () => {
  graph.expect(`GET ${path}`, { body: { value: [assignment(1, graphApi), assignment(1, graphApi)] } })
  graph.expect(`GET ${path}`, { body: { value: [assignment(1, graphApi)] } })
  expectResource(graphApi, { 1: 'Mail.ReadWrite' })
  await directory.permissionsOf(clientId)
  expect(await directory.permissionsOf(clientId)).toHaveLength(1)
  expect(graph.requests.filter(({ target }) => target.includes(graphApi))).toHaveLength(1)
})

test('an API that was read before is read once more for roles that it has got since', async () => {
  graph.expect(`GET ${path}`, { body: { value: [assignment(1, graphApi)] } })
  expectResource(graphApi, { 1: 'User.Read.All' })
  await directory.permissionsOf(clientId)
  const dangerous = [assignment(2, graphApi), assignment(3, graphApi)]
  graph.expect(`GET ${path}`, { body: { value: dangerous } })
  expectResource(graphApi, { 1: 'User.Read.All', 2: 'Mail.ReadWrite', 3: 'Mail.Send' })
  const named = (await directory.permissionsOf(clientId)).map(({ value }) => value)
  expect(named).toEqual(['Mail.ReadWrite', 'Mail.Send'])
  graph.expect(`GET ${path}`, { body: { value: dangerous } })
  await directory.permissionsOf(clientId)
  expect(graph.requests.filter(({ target }) => target.includes(graphApi))).toHaveLength(2)
})

test('an API that could not be read is read again', async () => {
  graph.expect(`GET ${path}`, { body: { value: [assignment(1, graphApi)] } })
  graph.expect(`GET /v1.0/servicePrincipals/${graphApi}`, { status: 403 })
  await expect(directory.permissionsOf(clientId)).rejects.toMatchObject({ code: 'directory-denied' })
  graph.expect(`GET ${path}`, { body: { value: [assignment(1, graphApi)] } })
  expectResource(graphApi, { 1: 'Mail.ReadWrite' })
  expect(await directory.permissionsOf(clientId)).toEqual([{ value: 'Mail.ReadWrite', api: 'Microsoft Graph' }])
})

test('a role that nothing names keeps its id, and one that permits nothing is left out', async () => {
  const noRole = { ...assignment(0, graphApi), appRoleId: '00000000-0000-0000-0000-000000000000' }
  graph.expect(`GET ${path}`, { body: { value: [noRole, assignment(4, graphApi), assignment(5, exchange, null)] } })
  graph.expect(`GET /v1.0/servicePrincipals/${graphApi}`, {
    body: { displayName: null, appRoles: [{ id: guidOf(4), value: null }] },
  })
  graph.expect(`GET /v1.0/servicePrincipals/${exchange}`, { status: 404 })
  expect(await directory.permissionsOf(clientId)).toEqual([
    { value: guidOf(4), api: 'Microsoft Graph' },
    { value: guidOf(5), api: exchange },
  ])
})

test('a client without service principal has been granted nothing, and an odd id asks nothing', async () => {
  graph.expect(`GET ${path}`, { status: 404, body: graphError('Request_ResourceNotFound') })
  expect(await directory.permissionsOf(clientId)).toEqual([])
  expect(await directory.permissionsOf("x')/owners")).toEqual([])
})

test('permissions that cannot be read are an error, not an empty list', async () => {
  graph.expect(`GET ${path}`, { body: { value: [{ appRoleId: 'x' }] } })
  await expect(directory.permissionsOf(clientId)).rejects.toMatchObject({ code: 'directory-unreachable' })
})

test.each([400, 404, 501])('a directory that answers %i knows no such grants', async (status) => {
  graph.expect(`GET ${path}`, { status, body: graphError('Odd') })
  expect(await directory.permissionsOf(clientId)).toEqual([])
})

test('one that must not be shown is not taken for harmless', async () => {
  graph.expect(`GET ${path}`, { status: 403, body: graphError('Authorization_RequestDenied') })
  await expect(directory.permissionsOf(clientId)).rejects.toMatchObject({ code: 'directory-denied' })
})
