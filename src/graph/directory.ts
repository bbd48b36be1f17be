import type { Directory, Log } from '../ports.ts'
import { addOwner } from './add-owner.ts'
import type { GraphClient } from './create-graph-client.ts'
import { createPermissionReader } from './permission-reader.ts'
import { readCredentialCreators } from './read-credential-creators.ts'
import { readCredentialRules } from './read-credential-rules.ts'
import { readApplications, readHolder, readServicePrincipals } from './read-holders.ts'
import { isMemberOf, readMembers } from './read-membership.ts'
import { readOwnersWhereFound } from './read-owners.ts'
import { readOwnersOfSameService } from './read-owners-of-same-service.ts'
import { findPeople, readPeople, readReports } from './read-people.ts'
import { readLastSignedInTo, readSignIns } from './read-sign-ins.ts'
import { createReadingProblems } from './reading-problems.ts'
import { removeOwner } from './remove-owner.ts'

/** The `Directory` port on Microsoft Graph. Ids that are no GUIDs name nothing; only writes refuse them. */
export function createDirectory(client: GraphClient, log: Log): Directory {
  const problems = createReadingProblems(log)
  const permissionsOf = createPermissionReader(client)
  return {
    applications: () => readApplications(client, problems),
    servicePrincipals: () => readServicePrincipals(client, problems),
    async ownersOf(kind, objectIds) {
      const owners = await readOwnersWhereFound(client, kind, objectIds, problems)
      for (const listed of owners.values()) problems.look(listed ?? [])
      return owners
    },
    holder: (kind, objectId) => readHolder(client, kind, objectId, problems),
    people: (personIds) => readPeople(client, personIds),
    findPeople: (text) => findPeople(client, text),
    isMemberOf: (groupId, personId) => isMemberOf(client, groupId, personId),
    membersOf: (groupId) => readMembers(client, groupId),
    lastSignIns: (clientId) => readSignIns(client, clientId),
    lastSignedInTo: (clientId, keyId) => readLastSignedInTo(client, clientId, keyId),
    addOwner: (holder, personId) => addOwner(client, holder, personId),
    removeOwner: (holder, personId) => removeOwner(client, holder, personId),
    permissionsOf,
    credentialCreators: (objectId) => readCredentialCreators(client, objectId),
    ownersOfSameService: (objectId) => readOwnersOfSameService(client, objectId),
    reportsOf: (personId) => readReports(client, personId),
    credentialRules: (holder, kind) => readCredentialRules(client, holder, kind),
    drainProblems: () => problems.drain(),
  }
}
