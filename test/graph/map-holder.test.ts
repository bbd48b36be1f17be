import { expect, test } from 'vitest'
import { mapHolder } from '../../src/graph/map-holder.ts'
import { guidOf, rawApplication, rawUser } from '../support/graph-stand-in.ts'

const end = '2026-09-09T19:50:29.3086381Z'

test('an application becomes a holder with credentials and owners', () => {
  const raw = rawApplication(1, {
    passwordCredentials: [
      { keyId: guidOf(11), displayName: 's1', hint: '[6g', startDateTime: '2026-01-01T00:00:00Z', endDateTime: end },
    ],
    keyCredentials: [
      { keyId: guidOf(12), displayName: 'CN=x', endDateTime: end, type: 'AsymmetricX509Cert', usage: 'Verify' },
    ],
    owners: [rawUser(21)],
  })
  expect(mapHolder('application', raw)).toEqual({
    unreadableCredentials: 0,
    holder: {
      kind: 'application',
      objectId: guidOf(1),
      clientId: guidOf(0x1001),
      displayName: 'App 1',
      signInAudience: 'AzureADMyOrg',
      credentials: [
        {
          keyId: guidOf(11),
          kind: 'password',
          displayName: 's1',
          hint: '[6g',
          startAt: new Date('2026-01-01T00:00:00Z'),
          endAt: new Date('2026-09-09T19:50:29.308Z'),
          isSamlSigning: false,
        },
        {
          keyId: guidOf(12),
          kind: 'certificate',
          displayName: 'CN=x',
          hint: null,
          startAt: null,
          endAt: new Date('2026-09-09T19:50:29.308Z'),
          isSamlSigning: false,
        },
      ],
      owners: [
        {
          type: 'user',
          personId: guidOf(21),
          displayName: 'Person 21',
          mail: 'p21@example.test',
          userPrincipalName: 'p21@example.test',
          accountEnabled: true,
          userType: 'Member',
        },
      ],
    },
  })
})

test('missing lists, null names and fields of unknown types do not matter', () => {
  const raw = {
    id: guidOf(1),
    appId: guidOf(2),
    displayName: null,
    passwordCredentials: null,
    owners: 'none',
    extra: [{}],
  }
  expect(mapHolder('servicePrincipal', raw)?.holder).toMatchObject({
    displayName: null,
    signInAudience: null,
    credentials: [],
    owners: [],
  })
})

test('ids are lower case, however Entra writes them', () => {
  const id = 'ABCDEF00-0000-4000-8000-00000000000A'
  const raw = rawApplication(1, { id, passwordCredentials: [{ keyId: id }], owners: [rawUser(2, { id })] })
  const holder = mapHolder('application', raw)?.holder
  expect(holder?.objectId).toBe(id.toLowerCase())
  expect(holder?.credentials[0]?.keyId).toBe(id.toLowerCase())
  expect(holder?.owners[0]).toMatchObject({ personId: id.toLowerCase() })
})

test('an entry without ids is no holder', () => {
  expect(mapHolder('application', rawApplication(1, { appId: null }))).toBeUndefined()
  expect(mapHolder('application', null)).toBeUndefined()
})

test('owners that are no users are kept as others, and hidden users keep their nulls', () => {
  const raw = rawApplication(1, {
    owners: [
      { '@odata.type': '#microsoft.graph.servicePrincipal', id: guidOf(31), displayName: 'robot' },
      { '@odata.type': '#microsoft.graph.user', id: guidOf(32), displayName: null, accountEnabled: null },
      { id: guidOf(33) },
    ],
  })
  expect(mapHolder('application', raw)?.holder.owners).toEqual([
    { type: 'other', objectId: guidOf(31) },
    {
      type: 'user',
      personId: guidOf(32),
      displayName: null,
      mail: null,
      userPrincipalName: null,
      accountEnabled: null,
      userType: null,
    },
    { type: 'other', objectId: guidOf(33) },
  ])
})

test('knows the service principals of managed identities', () => {
  const raw = { id: guidOf(1), appId: guidOf(2), servicePrincipalType: 'ManagedIdentity' }
  expect(mapHolder('servicePrincipal', raw)?.holder.isManagedIdentity).toBe(true)
  const other = mapHolder('servicePrincipal', { ...raw, servicePrincipalType: 'Application' })
  expect(other?.holder).not.toHaveProperty('isManagedIdentity')
})
