import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { resourceGroup, type ServedArm, secretName, serveArm, token } from './serve-arm.ts'

const scope = `${resourceGroup}/Microsoft.KeyVault/vaults/keyturn/secrets/${secretName}`
const secretsUser =
  '/subscriptions/5d1c1a2b-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6'
const [ada, bob] = ['0a3b1c2d-0000-4000-8000-000000000001', '0a3b1c2d-0000-4000-8000-000000000002']
const [firstName, secondName] = ['1a3b1c2d-0000-4000-8000-000000000001', '1a3b1c2d-0000-4000-8000-000000000002']
let arm: ServedArm

beforeAll(async () => {
  arm = await serveArm()
})
afterAll(() => arm.stop())
beforeEach(() => arm.reset())

async function assign(name: string | undefined, principalId: string | undefined, version = '2022-04-01') {
  const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=${version}`
  const reply = await fetch(`${arm.origin}${path}`, {
    method: 'PUT',
    headers: { authorization: token },
    body: JSON.stringify({ properties: { roleDefinitionId: secretsUser, principalId, principalType: 'User' } }),
  })
  const body = (await reply.json()) as { error?: { code: string } }
  return [reply.status, body.error?.code]
}

test('a role at a secret is given once, and a second time refused as existing under any name', async () => {
  expect(await assign(firstName, ada)).toEqual([201, undefined])
  expect(await assign(firstName, ada)).toEqual([409, 'RoleAssignmentExists'])
  expect(await assign(secondName, ada)).toEqual([409, 'RoleAssignmentExists'])
  expect(arm.store.roleAssignments()).toMatchObject([{ scope, name: firstName, principalId: ada }])
})

test('a name that is taken by another principal is refused as an update', async () => {
  await assign(firstName, ada)
  expect(await assign(firstName, bob)).toEqual([400, 'RoleAssignmentUpdateNotPermitted'])
  expect(await assign(secondName, bob)).toEqual([201, undefined])
})

test('a wrong version, body, name or permission is refused', async () => {
  expect(await assign(firstName, ada, '2015-07-01')).toEqual([400, 'InvalidApiVersionParameter'])
  expect(await assign(firstName, 'ada')).toEqual([400, 'InvalidRequestContent'])
  expect(await assign('first', ada)).toEqual([400, 'InvalidRoleAssignmentId'])
  arm.store.setAccess(scope, 'reader')
  expect(await assign(firstName, ada)).toEqual([403, 'AuthorizationFailed'])
  expect(arm.store.roleAssignments()).toEqual([])
})
