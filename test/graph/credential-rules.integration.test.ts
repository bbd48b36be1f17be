import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installApp } from '../../src/graph/install-app.ts'
import { readCredentialRules } from '../../src/graph/read-credential-rules.ts'
import { type GraphStandIn, graphError, guidOf, holderNumber, startGraphStandIn } from '../support/graph-stand-in.ts'

let graph: GraphStandIn
beforeEach(async () => {
  graph = await startGraphStandIn()
})
afterEach(() => graph.finish())

const application = holderNumber(1)
const principal = { ...application, kind: 'servicePrincipal' } as const
const lockPath = `GET /v1.0/applications(appId='${application.clientId}')?$select=id,servicePrincipalLockConfiguration`
const assignedPath = `GET /v1.0/applications/${guidOf(1)}/appManagementPolicies`
const defaultPath = 'GET /v1.0/policies/defaultAppManagementPolicy'

/** What is left of a policy's days, clocks being what they are. */
function justBelow(days: number) {
  return expect.closeTo(days - 10 / (24 * 60), 6)
}

function lifetime(maxLifetime: string, state = 'enabled') {
  return { passwordCredentials: [{ restrictionType: 'passwordLifetime', maxLifetime, state }] }
}

const assignedToPrincipal = `GET /v1.0/servicePrincipals/${guidOf(1)}/appManagementPolicies`

function expectPolicies(assigned: object[], tenant?: object): void {
  graph.expect(assignedPath, { body: { value: assigned } })
  if (tenant !== undefined) graph.expect(defaultPath, { body: tenant })
}

describe('the longest lifetime of a new secret', () => {
  it.each([
    ['P90D', 90],
    ['P4D', 4],
    ['P1Y', 365],
    ['P6M', 168],
    ['P2W', 14],
    ['PT12H', 0.5],
  ])('of %s is %d days', async (duration, days) => {
    expectPolicies([], { isEnabled: true, applicationRestrictions: lifetime(duration) })
    expect((await readCredentialRules(graph.client, application, 'password')).longestDays).toEqual(justBelow(days))
  })

  it('is unlimited by a policy that is off, or a rule that is', async () => {
    expectPolicies([], { isEnabled: false, applicationRestrictions: lifetime('P1D') })
    expect((await readCredentialRules(graph.client, application, 'password')).longestDays).toBeUndefined()
    expectPolicies([], { isEnabled: true, applicationRestrictions: lifetime('P1D', 'disabled') })
    expect((await readCredentialRules(graph.client, application, 'password')).longestDays).toBeUndefined()
  })

  it('follows the policy assigned to the application instead of the tenant’s', async () => {
    expectPolicies([{ isEnabled: true, restrictions: lifetime('P30D') }])
    expect((await readCredentialRules(graph.client, application, 'password')).longestDays).toEqual(justBelow(30))
  })

  it('of a service principal follows the restrictions of service principals', async () => {
    const policy = {
      isEnabled: true,
      applicationRestrictions: lifetime('P1D'),
      servicePrincipalRestrictions: lifetime('P60D'),
    }
    graph.expect(lockPath, { status: 404, body: graphError('Request_ResourceNotFound') })
    graph.expect(assignedToPrincipal, { body: { value: [] } })
    graph.expect(defaultPath, { body: policy })
    expect((await readCredentialRules(graph.client, principal, 'password')).longestDays).toEqual(justBelow(60))
  })

  it('of a service principal follows the policy assigned to it', async () => {
    graph.expect(lockPath, { status: 404, body: graphError('Request_ResourceNotFound') })
    graph.expect(assignedToPrincipal, { body: { value: [{ isEnabled: true, restrictions: lifetime('P30D') }] } })
    expect((await readCredentialRules(graph.client, principal, 'password')).longestDays).toEqual(justBelow(30))
  })

  it('of a certificate follows the rules of certificates', async () => {
    const keyCredentials = [{ restrictionType: 'asymmetricKeyLifetime', maxLifetime: 'P180D', state: 'enabled' }]
    expectPolicies([], { isEnabled: true, applicationRestrictions: { ...lifetime('P30D'), keyCredentials } })
    expect((await readCredentialRules(graph.client, application, 'certificate')).longestDays).toEqual(justBelow(180))
  })

  it('is of no use on a service principal that its application locks', async () => {
    const servicePrincipalLockConfiguration = { isEnabled: true, allProperties: true }
    graph.expect(lockPath, { body: { servicePrincipalLockConfiguration } })
    graph.expect(assignedToPrincipal, { body: { value: [] } })
    graph.expect(defaultPath, { body: { isEnabled: false } })
    expect(await readCredentialRules(graph.client, principal, 'password')).toMatchObject({ isLocked: true })
  })

  it.each([
    [
      'before the application was created',
      '2020-01-01T00:00:00Z',
      { createdDateTime: '2021-01-01T00:00:00.1234567Z' },
      30,
    ],
    ['after it', '2022-01-01T00:00:00Z', { createdDateTime: '2021-01-01T00:00:00Z' }, undefined],
    ['before 2019, where it has no date', '2018-01-01T00:00:00Z', { createdDateTime: null }, 30],
    ['after 2019, where it has no date', '2022-01-01T00:00:00Z', {}, undefined],
  ])('follows a rule for what was created since a day %s', async (_, since, created, days) => {
    const [rule] = lifetime('P30D').passwordCredentials
    const passwordCredentials = [{ ...rule, restrictForAppsCreatedAfterDateTime: since }]
    expectPolicies([], { isEnabled: true, applicationRestrictions: { passwordCredentials } })
    graph.expect(`GET /v1.0/applications/${guidOf(1)}?$select=id,createdDateTime`, { body: created })
    const { longestDays } = await readCredentialRules(graph.client, application, 'password')
    expect(longestDays).toEqual(days === undefined ? undefined : justBelow(days))
  })

  it('follows such a rule where nobody can read when the application was created', async () => {
    const [rule] = lifetime('P30D').passwordCredentials
    const passwordCredentials = [{ ...rule, restrictForAppsCreatedAfterDateTime: '2022-01-01T00:00:00Z' }]
    graph.expect(lockPath, { status: 404, body: graphError('Request_ResourceNotFound') })
    graph.expect(assignedToPrincipal, { body: { value: [] } })
    graph.expect(defaultPath, { body: { isEnabled: true, servicePrincipalRestrictions: { passwordCredentials } } })
    graph.expect(`GET /v1.0/servicePrincipals/${guidOf(1)}`, { status: 403 })
    const { longestDays } = await readCredentialRules(graph.client, principal, 'password')
    expect(longestDays).toEqual(justBelow(30))
  })

  it('follows the tenant’s policy where the one of the application cannot be read', async () => {
    graph.expect(assignedPath, { status: 403, body: graphError('Authorization_RequestDenied') })
    graph.expect(defaultPath, { body: { isEnabled: true, applicationRestrictions: lifetime('P30D') } })
    expect((await readCredentialRules(graph.client, application, 'password')).longestDays).toEqual(justBelow(30))
  })

  it('is unknown without the right to read policies', async () => {
    graph.expect(assignedPath, { status: 403, body: graphError('Authorization_RequestDenied') })
    graph.expect(defaultPath, { status: 403, body: graphError('Authorization_RequestDenied') })
    expect((await readCredentialRules(graph.client, application, 'password')).longestDays).toBeUndefined()
  })
})

describe('installing the Teams app for a person', () => {
  const path = `POST /v1.0/users/${guidOf(7)}/teamwork/installedApps`

  it.each([
    [201, true],
    [409, true],
    [403, false],
    [404, false],
    [400, false],
  ])('with %i is %s', async (status, done) => {
    graph.expect(path, status === 201 ? { status } : { status, body: graphError('Code') })
    expect(await installApp(graph.client, guidOf(99), guidOf(7))).toBe(done)
    expect(graph.requests[0]?.body).toEqual({
      'teamsApp@odata.bind': `${graph.client.origin}/v1.0/appCatalogs/teamsApps/${guidOf(99)}`,
    })
  })
})
