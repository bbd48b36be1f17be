import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectory } from '../../src/graph/directory.ts'
import type { Directory } from '../../src/ports.ts'
import {
  collect,
  expectBatch,
  type GraphStandIn,
  graphError,
  guidOf,
  rawApplication,
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

const personSelect = 'id,displayName,mail,userPrincipalName,accountEnabled,userType'

function ok(body: object): object {
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body }
}

function owners(...numbers: readonly number[]): object {
  return ok({ value: numbers.map((number) => rawUser(number)) })
}

test('applications come page by page with owners, at low priority', async () => {
  const path = '/v1.0/applications?$top=999'
  const fields = 'id,appId,displayName,signInAudience,passwordCredentials,keyCredentials'
  const next = `${graph.origin}${path}&$skiptoken=RFNwdA`
  graph.expect('GET /v1.0/applications', {
    body: { '@odata.nextLink': next, value: [rawApplication(1, { owners: [rawUser(21)] })] },
  })
  graph.expect(`GET ${path}&$skiptoken=RFNwdA`, { body: { value: [rawApplication(2)] } })

  const holders = await collect(directory.applications())
  expect(holders.map(({ objectId, owners: listed }) => [objectId, listed.length])).toEqual([
    [guidOf(1), 1],
    [guidOf(2), 0],
  ])
  const query = new URLSearchParams(graph.requests[0]?.target.split('?')[1])
  expect(Object.fromEntries(query)).toEqual({
    $top: '999',
    $select: fields,
    $expand: `owners($select=${personSelect})`,
  })
  for (const { headers } of graph.requests) expect(headers['x-ms-throttle-priority']).toBe('low')
  expect(directory.drainProblems().sentences).toEqual([])
})

test('an application that shows twenty owners gets all of them, across pages', async () => {
  const twenty = Array.from({ length: 20 }, (_, index) => rawUser(100 + index))
  const nineteen = twenty.slice(1)
  graph.expect('GET /v1.0/applications', {
    body: { value: [rawApplication(1, { owners: twenty }), rawApplication(2, { owners: nineteen })] },
  })
  expectBatch(graph, ({ url }) => {
    expect(url).toBe(`/applications/${guidOf(1)}/owners?$top=999&$select=${personSelect}`)
    return ok({ value: twenty, '@odata.nextLink': `${graph.origin}/v1.0/applications/x/owners?$skiptoken=t` })
  })
  graph.expect('GET /v1.0/applications/x/owners?$skiptoken=t', { body: { value: [rawUser(300), rawUser(301)] } })
  const [full, short] = await collect(directory.applications())
  expect(full?.owners).toHaveLength(22)
  expect(short?.owners).toHaveLength(19)
})

test('an application that is deleted between its page and its owners is left out, not shown with some of them', async () => {
  const twenty = Array.from({ length: 20 }, (_, index) => rawUser(100 + index))
  graph.expect('GET /v1.0/applications', {
    body: { value: [rawApplication(1, { owners: twenty }), rawApplication(2, { owners: twenty })] },
  })
  expectBatch(graph, ({ url }) => (url.includes(guidOf(1)) ? { status: 404 } : owners(21)))
  expectBatch(graph, () => ({ status: 404 }))
  expect(await collect(directory.applications())).toMatchObject([{ objectId: guidOf(2), owners: [{}] }])
})

test('an application whose owners are not found although it exists is left out and reported', async () => {
  const twenty = Array.from({ length: 20 }, (_, index) => rawUser(100 + index))
  graph.expect('GET /v1.0/applications', { body: { value: [rawApplication(1, { owners: twenty })] } })
  expectBatch(graph, () => ({ status: 404 }))
  expectBatch(graph, () => ok({ id: guidOf(1) }))
  expect(await collect(directory.applications())).toEqual([])
  expect(directory.drainProblems().isIncomplete).toBe(true)
})

test('an application whose owners cannot be read is left out and reported, the others are not', async () => {
  const twenty = Array.from({ length: 20 }, (_, index) => rawUser(100 + index))
  graph.expect('GET /v1.0/applications', {
    body: { value: [rawApplication(1, { owners: twenty }), rawApplication(2, { owners: twenty })] },
  })
  expectBatch(graph, ({ url }) =>
    url.includes(guidOf(1)) ? { status: 400, body: graphError('Request_BadRequest') } : owners(21),
  )
  expect(await collect(directory.applications())).toMatchObject([{ objectId: guidOf(2) }])
  const { sentences, isIncomplete } = directory.drainProblems()
  expect(isIncomplete).toBe(true)
  expect(sentences.join()).toContain('Applications left out because their owners could not be read: 1.')
})

test('service principals are read without owners, 999 at a time', async () => {
  graph.expect('GET /v1.0/servicePrincipals', { body: { value: [rawApplication(5)] } })
  const holders = await collect(directory.servicePrincipals())
  expect(holders).toMatchObject([{ kind: 'servicePrincipal', objectId: guidOf(5), owners: [] }])
  expect(graph.requests[0]?.target).toContain('$top=999')
  expect(graph.requests[0]?.target).not.toContain('$expand')
})

test('an entry that cannot be read is skipped, logged with its id and counted once', async () => {
  graph.expect('GET /v1.0/applications', {
    body: { value: [rawApplication(1, { appId: 'odd' }), rawApplication(2, { passwordCredentials: [{}] })] },
  })
  expect(await collect(directory.applications())).toHaveLength(1)
  expect(graph.logLines.join('')).toContain(guidOf(1))
  expect(directory.drainProblems().sentences).toEqual([
    'Applications or service principals that could not be read and were skipped: 1; see the log.',
    'Credentials without a usable key id that were skipped: 1; see the log.',
  ])
  expect(directory.drainProblems().sentences).toEqual([])
})

test('hidden owners are said once for each pass, with the permission that is missing', async () => {
  const hidden = { '@odata.type': '#microsoft.graph.user', id: guidOf(21), displayName: null }
  const page = { body: { value: [rawApplication(1, { owners: [hidden] }), rawApplication(2, { owners: [hidden] })] } }
  graph.expect('GET /v1.0/applications', page)
  await collect(directory.applications())
  expect(directory.drainProblems().sentences).toEqual([
    "Owners whose details Entra hides: 1. Grant Keyturn's identity the application permission User.Read.All.",
  ])
  expect(directory.drainProblems().sentences).toEqual([])
})

test('owners of many holders are keyed by objectId; deleted holders and odd ids are absent', async () => {
  expectBatch(graph, ({ url }) => (url.includes(guidOf(2)) ? { status: 404 } : owners(21, 22)))
  expectBatch(graph, ({ url }) => {
    expect(url).toBe(`/servicePrincipals/${guidOf(2)}?$select=id`)
    return { status: 404 }
  })
  const found = await directory.ownersOf('servicePrincipal', [guidOf(1), guidOf(2), '../users'])
  expect([...found.keys()]).toEqual([guidOf(1)])
  expect(found.get(guidOf(1))).toMatchObject([{ type: 'user', personId: guidOf(21) }, { personId: guidOf(22) }])
  expect(directory.drainProblems().isIncomplete).toBe(false)
})

test('owners that are not found of a holder that exists are undefined, and the reading is incomplete', async () => {
  expectBatch(graph, () => ({ status: 404, body: graphError('Request_ResourceNotFound') }))
  expectBatch(graph, () => ok({ id: guidOf(1) }))
  const found = await directory.ownersOf('servicePrincipal', [guidOf(1)])
  expect([...found]).toEqual([[guidOf(1), undefined]])
  expect(directory.drainProblems()).toEqual({
    sentences: [
      'Applications or service principals whose owners Entra does not find although they exist: 1. The next pass tries again.',
    ],
    isIncomplete: true,
  })
})

test('a holder whose owners cannot be looked at again is absent and reported', async () => {
  expectBatch(graph, () => ({ status: 404 }))
  expectBatch(graph, () => ({ status: 403, body: graphError('Authorization_RequestDenied') }))
  expect((await directory.ownersOf('servicePrincipal', [guidOf(1)])).size).toBe(0)
  expect(directory.drainProblems().isIncomplete).toBe(true)
})

test('one holder comes with all its owners', async () => {
  graph.expect(`GET /v1.0/applications/${guidOf(1)}`, { body: rawApplication(1, { owners: undefined }) })
  expectBatch(graph, () => owners(21))
  expect(await directory.holder('application', guidOf(1))).toMatchObject({
    objectId: guidOf(1),
    owners: [{ personId: guidOf(21) }],
  })
})

test('a holder that is deleted is undefined, and one without only its owners is an error', async () => {
  graph.expect(`GET /v1.0/applications/${guidOf(1)}`, { status: 404, body: graphError('Request_ResourceNotFound') })
  expectBatch(graph, () => ({ status: 404 }))
  expect(await directory.holder('application', guidOf(1))).toBeUndefined()

  graph.expect(`GET /v1.0/servicePrincipals/${guidOf(2)}`, { body: rawApplication(2) })
  expectBatch(graph, () => ({ status: 404 }))
  const unlisted = directory.holder('servicePrincipal', guidOf(2))
  await expect(unlisted).rejects.toMatchObject({ code: 'directory-unreachable' })
  expect(await directory.holder('application', `${guidOf(1)}/owners`)).toBeUndefined()
})
