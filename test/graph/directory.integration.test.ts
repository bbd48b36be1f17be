import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectory } from '../../src/graph/directory.ts'
import type { Directory } from '../../src/ports.ts'
import {
  batchShape,
  expectBatch,
  type GraphStandIn,
  graphError,
  guidOf,
  holderNumber,
  rawUser,
  startGraphStandIn,
} from '../support/graph-stand-in.ts'

let graph: GraphStandIn
let directory: Directory
beforeEach(async () => {
  graph = await startGraphStandIn()
  directory = createDirectory(graph.client, graph.logger)
})
afterEach(() => graph.finish())

function ok(body: object): object {
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body }
}

function owners(...numbers: readonly number[]): object {
  return ok({ value: numbers.map((number) => rawUser(number)) })
}

test('people come with their managers; a deleted person is absent, a missing manager null', async () => {
  const manager = {
    '@odata.type': '#microsoft.graph.user',
    id: guidOf(30),
    displayName: 'Boss',
    mail: 'b@example.test',
  }
  expectBatch(graph, ({ url }) => {
    if (url.includes(guidOf(22))) return { status: 404, body: graphError('Request_ResourceNotFound') }
    return ok(url.includes(guidOf(21)) ? rawUser(21, { manager }) : rawUser(23))
  })
  const people = await directory.people([guidOf(21), guidOf(22), guidOf(23), guidOf(21), "x' or 1 eq 1"])
  expect([...people.keys()]).toEqual([guidOf(21), guidOf(23)])
  expect(people.get(guidOf(21))?.manager).toEqual({ personId: guidOf(30), displayName: 'Boss' })
  expect(people.get(guidOf(23))?.manager).toBeNull()
  const [item] = batchShape.parse(graph.requests[0]?.body).requests
  expect(item?.headers).toEqual({ ConsistencyLevel: 'eventual' })
  expect(item?.url).toContain('$expand=manager($levels=1;$select=id,displayName,mail)&$count=true')
})

test('an exact address decides alone', async () => {
  graph.expect('GET /v1.0/users', { body: { value: [rawUser(21)] } })
  expect(await directory.findPeople(' p21@example.test ')).toMatchObject([{ personId: guidOf(21) }])
  expect(graph.requests[0]?.target).toContain("$filter=mail eq 'p21@example.test' or userPrincipalName eq")
})

test.each(["O'Brien & sons #1", "x' or startswith(mail,'a", 'a+b%2', 'https://evil.test/?a=b', '50% & more', '\ud800'])(
  'the name %j is searched for as it is',
  async (name) => {
    graph.expect('GET /v1.0/users', { body: { value: [] } })
    graph.expect('GET /v1.0/users', { body: { value: [rawUser(21)] } })
    expect(await directory.findPeople(name)).toHaveLength(1)
    const query = new URL(graph.requests[1]?.rawTarget ?? '', graph.origin).searchParams
    const literal = `'${name.toWellFormed().replaceAll("'", "''")}'`
    const starts = ['displayName', 'mail', 'userPrincipalName'].map((field) => `startswith(${field},${literal})`)
    expect(query.get('$filter')).toBe(starts.join(' or '))
    expect(query.get('$top')).toBe('10')
  },
)

test('an empty or endless name asks nothing', async () => {
  expect(await directory.findPeople('  ')).toEqual([])
  expect(await directory.findPeople('a'.repeat(257))).toEqual([])
})

test('membership is what Entra says, nested groups included', async () => {
  const path = `POST /v1.0/users/${guidOf(21)}/checkMemberGroups`
  graph.expect(path, { status: 503 })
  graph.expect(path, { body: { value: [guidOf(77).toUpperCase()] } })
  expect(await directory.isMemberOf(guidOf(77), guidOf(21))).toBe(true)
  graph.expect(path, { body: { value: [] } })
  expect(await directory.isMemberOf(guidOf(77), guidOf(21))).toBe(false)
  graph.expect(path, { status: 404, body: graphError('Request_ResourceNotFound') })
  expect(await directory.isMemberOf(guidOf(77), guidOf(21))).toBe(false)
  expect(graph.requests[0]?.body).toEqual({ groupIds: [guidOf(77)] })
})

test('a membership that cannot be read is an error, not a no', async () => {
  graph.expect(`POST /v1.0/users/${guidOf(21)}/checkMemberGroups`, { status: 403 })
  await expect(directory.isMemberOf(guidOf(77), guidOf(21))).rejects.toMatchObject({ code: 'directory-denied' })
})

test('last sign-ins are the latest of each credential', async () => {
  const row = (keyId: string, lastSignInDateTime: string | null) => ({ keyId, signInActivity: { lastSignInDateTime } })
  graph.expect(`GET /beta/reports/appCredentialSignInActivities?$filter=appId eq '${guidOf(9)}'`, {
    body: {
      value: [
        row(guidOf(1), '2026-01-02T00:00:00Z'),
        row(guidOf(1), '2026-01-05T00:00:00Z'),
        row(guidOf(1), '2026-01-03T00:00:00Z'),
        row(guidOf(2), null),
        { keyId: guidOf(3) },
      ],
    },
  })
  expect(await directory.lastSignIns(guidOf(9))).toEqual(new Map([[guidOf(1), new Date('2026-01-05T00:00:00Z')]]))
})

test.each([400, 403, 404, 501])('a tenant that answers %i does not offer sign-in activity', async (status) => {
  graph.expect('GET /beta/reports/appCredentialSignInActivities', { status, body: graphError('Odd') })
  expect(await directory.lastSignIns(guidOf(9))).toBeUndefined()
})

test('the resource of the last sign-in has a name where Entra knows one', async () => {
  const row = (resourceId: string, at: string) => ({
    keyId: guidOf(1),
    resourceId,
    signInActivity: { lastSignInDateTime: at },
  })
  const value = [row(guidOf(5), '2026-01-02T00:00:00Z'), row(guidOf(6), '2026-01-03T00:00:00Z')]
  const report = 'GET /beta/reports/appCredentialSignInActivities'
  graph.expect(report, { body: { value } })
  const names = `GET /v1.0/servicePrincipals?$filter=appId eq '${guidOf(6)}' or id eq '${guidOf(6)}'&$select=displayName`
  graph.expect(names, { body: { value: [{ displayName: 'Payroll API' }] } })
  expect(await directory.lastSignedInTo(guidOf(9), guidOf(1))).toBe('Payroll API')

  graph.expect(report, { body: { value } })
  graph.expect(names, { body: { value: [] } })
  expect(await directory.lastSignedInTo(guidOf(9), guidOf(1))).toBe(guidOf(6))
  graph.expect(report, { status: 403, body: graphError('Odd') })
  expect(await directory.lastSignedInTo(guidOf(9), guidOf(1))).toBeUndefined()
})

test('an owner is added by reference', async () => {
  graph.expect(`POST /v1.0/applications/${guidOf(1)}/owners/$ref`, { status: 204 })
  expect(await directory.addOwner(holderNumber(1), guidOf(21))).toBe('added')
  expect(graph.requests[0]?.body).toEqual({ '@odata.id': `${graph.origin}/v1.0/directoryObjects/${guidOf(21)}` })
})

test('whether somebody was an owner already is read from the owners', async () => {
  const path = `POST /v1.0/servicePrincipals/${guidOf(1)}/owners/$ref`
  const holder = holderNumber(1, 'servicePrincipal')
  const refusal = { status: 400, body: graphError('Request_BadRequest', 'One or more added object references …') }
  graph.expect(path, refusal)
  expectBatch(graph, () => owners(20, 21))
  expect(await directory.addOwner(holder, guidOf(21))).toBe('already-owner')

  graph.expect(path, refusal)
  expectBatch(graph, () => owners(20))
  await expect(directory.addOwner(holder, guidOf(21))).rejects.toMatchObject({ code: 'directory-refused' })
})

test('ids that are no GUIDs never become part of a write', async () => {
  await expect(directory.addOwner(holderNumber(1), '../x')).rejects.toMatchObject({ code: 'directory-refused' })
  const odd = { ...holderNumber(1), objectId: 'x/../y' }
  await expect(directory.addOwner(odd, guidOf(21))).rejects.toMatchObject({ code: 'directory-refused' })
})
