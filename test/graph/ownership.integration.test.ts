import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectory } from '../../src/graph/directory.ts'
import type { Directory } from '../../src/ports.ts'
import {
  canaryToken,
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

const ownerPath = `DELETE /v1.0/applications/${guidOf(1)}/owners/${guidOf(21)}/$ref`

test('an owner is removed by reference, with the token', async () => {
  graph.expect(ownerPath, { status: 204 })
  expect(await directory.removeOwner(holderNumber(1), guidOf(21))).toBe('removed')
  expect(graph.requests[0]?.headers.authorization).toBe(`Bearer ${canaryToken}`)
})

test('somebody who is no owner is absent', async () => {
  graph.expect(`DELETE /v1.0/servicePrincipals/${guidOf(1)}/owners/${guidOf(21)}/$ref`, {
    status: 404,
    body: graphError('Request_ResourceNotFound'),
  })
  expect(await directory.removeOwner(holderNumber(1, 'servicePrincipal'), guidOf(21))).toBe('absent')
})

test.each([
  [429, 'directory-throttled', 'Nothing was changed.'],
  [403, 'directory-denied', 'Nothing was changed.'],
  [503, 'directory-unreachable', 'Whether it took effect is unknown.'],
])('a removal answered with %i is sent once and says what remains', async (status, code, words) => {
  graph.expect(ownerPath, { status })
  const failure = directory.removeOwner(holderNumber(1), guidOf(21))
  await expect(failure).rejects.toMatchObject({ code, message: expect.stringContaining(words) })
  expect(graph.counted()).toBe(1)
})

test('an id that is no GUID removes nobody', async () => {
  const refused = { code: 'directory-refused' }
  await expect(directory.removeOwner(holderNumber(1), `${guidOf(21)}/../x`)).rejects.toMatchObject(refused)
  await expect(directory.removeOwner({ ...holderNumber(1), objectId: 'x' }, guidOf(21))).rejects.toMatchObject(refused)
})

test('direct reports are people, fifty at most', async () => {
  const reports = Array.from({ length: 60 }, (_, index) => rawUser(100 + index))
  graph.expect(`GET /v1.0/users/${guidOf(21)}/directReports/microsoft.graph.user`, { body: { value: reports } })
  expect(await directory.reportsOf(guidOf(21))).toHaveLength(50)
  expect(graph.requests[0]?.headers.consistencylevel).toBe('eventual')
  expect(new URL(graph.requests[0]?.rawTarget ?? '', graph.origin).searchParams.get('$count')).toBe('true')
})

const membersPath = `GET /v1.0/groups/${guidOf(31)}/transitiveMembers/microsoft.graph.user`
const nextLink = () => `${graph.origin}/v1.0/groups/${guidOf(31)}/transitiveMembers/microsoft.graph.user?$skiptoken=x`

test('members of a group are read page by page, as an advanced query, until twenty can be reached', async () => {
  const disabled = Array.from({ length: 30 }, (_, index) => rawUser(100 + index, { accountEnabled: false }))
  const live = Array.from({ length: 30 }, (_, index) => rawUser(200 + index))
  graph.expect(membersPath, { body: { value: disabled, '@odata.nextLink': nextLink() } })
  graph.expect(membersPath, { body: { value: [], '@odata.nextLink': nextLink() } })
  graph.expect(membersPath, { body: { value: [rawUser(150, { userType: 'Guest' }), ...live] } })
  const members = await directory.membersOf(guidOf(31))
  expect(members.filter(({ userType }) => userType === 'Member')).toHaveLength(20)
  expect(members.every(({ accountEnabled }) => accountEnabled)).toBe(true)
  expect(graph.requests.map(({ headers }) => headers.consistencylevel)).toEqual(['eventual', 'eventual', 'eventual'])
  expect(new URL(graph.requests[0]?.rawTarget ?? '', graph.origin).searchParams.get('$count')).toBe('true')
})

test('a person who is gone has no reports, and an odd id asks nothing', async () => {
  graph.expect(`GET /v1.0/users/${guidOf(21)}/directReports/microsoft.graph.user`, { status: 404 })
  expect(await directory.reportsOf(guidOf(21))).toEqual([])
  expect(await directory.reportsOf('me')).toEqual([])
})

test('owners of the same service come once each, without those of the application itself', async () => {
  graph.expect(`GET /v1.0/applications/${guidOf(1)}`, {
    body: { id: guidOf(1), serviceManagementReference: "CMDB O'Neill & Co #1" },
  })
  graph.expect('GET /v1.0/applications', {
    body: { value: [{ id: guidOf(1) }, { id: guidOf(2) }, { id: guidOf(3) }, { id: guidOf(4) }] },
  })
  const principal = { '@odata.type': '#microsoft.graph.servicePrincipal', id: guidOf(50) }
  expectBatch(graph, ({ url }) => {
    expect(url).not.toContain(guidOf(1))
    if (url.includes(guidOf(4))) return { status: 404, body: graphError('Request_ResourceNotFound') }
    return {
      status: 200,
      body: { value: url.includes(guidOf(2)) ? [rawUser(21), principal] : [rawUser(21), rawUser(22)] },
    }
  })
  const people = await directory.ownersOfSameService(guidOf(1))
  expect(people.map(({ personId }) => personId)).toEqual([guidOf(21), guidOf(22)])
  expect(people[0]).not.toHaveProperty('type')
  const query = new URL(graph.requests[1]?.rawTarget ?? '', graph.origin).searchParams
  expect(query.get('$filter')).toBe("serviceManagementReference eq 'CMDB O''Neill & Co #1'")
  expect(query.get('$count')).toBe('true')
  expect(graph.requests[1]?.headers.consistencylevel).toBe('eventual')
})

test.each([null, '', '  ', 7])('with the service reference %j there is nobody to ask', async (reference) => {
  graph.expect(`GET /v1.0/applications/${guidOf(1)}`, {
    body: { id: guidOf(1), serviceManagementReference: reference },
  })
  expect(await directory.ownersOfSameService(guidOf(1))).toEqual([])
})

test('an application that is gone, or is a service principal, has no service', async () => {
  graph.expect(`GET /v1.0/applications/${guidOf(1)}`, { status: 404 })
  expect(await directory.ownersOfSameService(guidOf(1))).toEqual([])
})
