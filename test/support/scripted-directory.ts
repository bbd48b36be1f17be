import type { Directory } from '../../src/ports.ts'

/** A directory that answers what a test scripts; whatever else is asked for fails. */
export function aDirectory(answers: Partial<Directory>): Directory {
  const unscripted = () => Promise.reject(new Error('the test scripted no answer to this'))
  const nothing = async function* () {}
  return {
    applications: nothing,
    servicePrincipals: nothing,
    ownersOf: async () => new Map(),
    holder: unscripted,
    people: async () => new Map(),
    findPeople: unscripted,
    isMemberOf: unscripted,
    membersOf: unscripted,
    lastSignIns: async () => undefined,
    lastSignedInTo: async () => undefined,
    addOwner: unscripted,
    removeOwner: unscripted,
    permissionsOf: unscripted,
    credentialCreators: unscripted,
    ownersOfSameService: unscripted,
    reportsOf: unscripted,
    credentialRules: unscripted,
    drainProblems: () => ({ sentences: [], isIncomplete: false }),
    ...answers,
  }
}
