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

const path = '/v1.0/auditLogs/directoryAudits'
const application = guidOf(1)

function keys(...numbers: readonly number[]): string {
  return JSON.stringify(numbers.map((number) => `[KeyIdentifier=${guidOf(number)},KeyType=Password,DisplayName=a, b]`))
}

function entry(person: number | null, day: number, changes: object = {}) {
  const user = { id: person && guidOf(person), displayName: null, userPrincipalName: `p${person}@example.test` }
  const modifiedProperties = [{ displayName: 'KeyDescription', oldValue: keys(1), newValue: keys(1, 2) }]
  return {
    activityDateTime: `2026-04-${day}T03:34:05.2290117Z`,
    result: 'success',
    initiatedBy: person === null ? { user: null, app: { appId: guidOf(7) } } : { user, app: null },
    targetResources: [{ id: application.toUpperCase(), modifiedProperties }],
    ...changes,
  }
}

function expectEntries(...value: readonly unknown[]): void {
  graph.expect(`GET ${path}`, { body: { value } })
}

test('people who added a credential come newest first, each once', async () => {
  expectEntries(entry(21, 28), entry(22, 29), entry(21, 20))
  expect(await directory.credentialCreators(application)).toEqual([
    { person: { personId: guidOf(22), displayName: 'p22@example.test' }, at: new Date('2026-04-29T03:34:05.229Z') },
    { person: { personId: guidOf(21), displayName: 'p21@example.test' }, at: new Date('2026-04-28T03:34:05.229Z') },
  ])
  const filter = new URL(graph.requests[0]?.rawTarget ?? '', graph.origin).searchParams.get('$filter')
  expect(filter).toBe(
    "activityDisplayName eq 'Update application – Certificates and secrets management' or activityDisplayName eq 'Add service principal credentials'",
  )
})

test('removals, failures, other targets, applications as makers and odd entries do not count', async () => {
  const removal = { displayName: 'KeyDescription', oldValue: keys(1, 2), newValue: keys(2) }
  expectEntries(
    entry(21, 28, { targetResources: [{ id: application, modifiedProperties: [removal] }] }),
    entry(21, 28, { targetResources: [{ id: guidOf(2), modifiedProperties: [] }] }),
    entry(21, 28, { targetResources: [] }),
    entry(21, 28, { result: 'failure' }),
    entry(21, 28, { activityDateTime: 'yesterday' }),
    entry(null, 28),
    { initiatedBy: null },
    'text',
  )
  expect(await directory.credentialCreators(application)).toEqual([])
})

test.each([
  ['no value before', [{ displayName: 'KeyDescription', oldValue: null, newValue: keys(2) }]],
  ['no list of keys', [{ displayName: 'Included Updated Properties', oldValue: null, newValue: '"x"' }]],
  ['no properties', null],
])('an entry with %s counts', async (_, modifiedProperties) => {
  expectEntries(entry(21, 28, { targetResources: [{ id: application, modifiedProperties }] }))
  expect(await directory.credentialCreators(application)).toHaveLength(1)
})

test('three pages are read, not more', async () => {
  for (const page of [1, 2, 3]) {
    const next = `${graph.origin}${path}?$top=999&$skiptoken=${page}`
    graph.expect(`GET ${path}`, { body: { value: [entry(page, 20 + page)], '@odata.nextLink': next } })
  }
  expect(await directory.credentialCreators(application)).toHaveLength(3)
})

test('Graph is asked again after the wait it wants', async () => {
  graph.expect(`GET ${path}`, { status: 429, headers: { 'Retry-After': '10' } })
  expectEntries(entry(21, 28))
  expect(await directory.credentialCreators(application)).toHaveLength(1)
  expect(graph.waits).toEqual([10_000])
})

test.each([
  [403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant'],
  [403, 'Authorization_RequestDenied'],
  [404, 'NotFound'],
])('a log answered with %i %s cannot be read', async (status, code) => {
  graph.expect(`GET ${path}`, { status, body: graphError(code) })
  expect(await directory.credentialCreators(application)).toBeUndefined()
})

test('a token that is not accepted is an error', async () => {
  const refused = { status: 401, body: graphError('InvalidAuthenticationToken') }
  for (const _ of ['at first', 'once more']) graph.expect(`GET ${path}`, refused)
  await expect(directory.credentialCreators(application)).rejects.toMatchObject({ code: 'directory-denied' })
})
