import type { Directory, Log } from '../ports.ts'
import { addOwner } from './add-owner.ts'
import type { GraphClient } from './create-graph-client.ts'
import { readApplications, readHolder, readServicePrincipals } from './read-holders.ts'
import { isMemberOf, readMembers } from './read-membership.ts'
import { readOwners } from './read-owners.ts'
import { readPasswordLifetime } from './read-password-lifetime.ts'
import { findPeople, readPeople } from './read-people.ts'
import { readSignIns } from './read-sign-ins.ts'
import { createReadingProblems } from './reading-problems.ts'

/** The `Directory` port on Microsoft Graph. Ids that are no GUIDs name nothing; only writes refuse them. */
export function createDirectory(client: GraphClient, log: Log): Directory {
  const problems = createReadingProblems(log)
  return {
    applications: () => readApplications(client, problems),
    servicePrincipals: () => readServicePrincipals(client, problems),
    async ownersOf(kind, objectIds) {
      const owners = await readOwners(client, kind, objectIds)
      for (const listed of owners.values()) problems.look(listed)
      return owners
    },
    holder: (kind, objectId) => readHolder(client, kind, objectId, problems),
    people: (personIds) => readPeople(client, personIds),
    findPeople: (text) => findPeople(client, text),
    isMemberOf: (groupId, personId) => isMemberOf(client, groupId, personId),
    membersOf: (groupId) => readMembers(client, groupId),
    lastSignIns: (clientId) => readSignIns(client, clientId),
    addOwner: (holder, personId) => addOwner(client, holder, personId),
    removeOwner: notYet,
    permissionsOf: notYet,
    credentialCreators: notYet,
    ownersOfSameService: notYet,
    reportsOf: notYet,
    longestPasswordDays: (holder) => readPasswordLifetime(client, holder),
    drainProblems: () => problems.drain(),
  }
}

function notYet(): Promise<never> {
  return Promise.reject(new Error('not built yet'))
}
