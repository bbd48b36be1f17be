import type { Credential } from '../domain/credential.ts'
import type { Holder, HolderKind, HolderRef } from '../domain/holder.ts'
import type { Owner, Person, PersonRef, PersonWithManager } from '../domain/person.ts'

/** What Entra knows, read through Microsoft Graph. Every method throws `KeyturnError` with a `directory-*` code. */
export interface Directory {
  /** Every application with all credentials and owners, one page at a time. */
  applications(): AsyncIterable<readonly Holder[]>
  /** Every service principal with all credentials; `owners` is empty, ask `ownersOf`. */
  servicePrincipals(): AsyncIterable<readonly Holder[]>
  /**
   * Owners beyond any page limit, by objectId. A holder deleted meanwhile is absent; undefined: it exists, and Entra does
   * not find its owners, which is among the problems.
   */
  ownersOf(kind: HolderKind, objectIds: readonly string[]): Promise<Map<string, readonly Owner[] | undefined>>
  /** One holder as of now, owners included; undefined once deleted. */
  holder(kind: HolderKind, objectId: string): Promise<Holder | undefined>
  /** People with their managers, by id. A deleted person is absent. */
  people(personIds: readonly string[]): Promise<Map<string, PersonWithManager>>
  /** People whose name, mail or sign-in name starts with or equals `text`; at most ten. */
  findPeople(text: string): Promise<readonly Person[]>
  isMemberOf(groupId: string, personId: string): Promise<boolean>
  /** People in a group, nested ones too, disabled ones left out; at most twenty besides guests. */
  membersOf(groupId: string): Promise<readonly Person[]>
  /** Last sign-in by keyId, or undefined where the tenant does not offer the report. */
  lastSignIns(clientId: string): Promise<ReadonlyMap<string, Date> | undefined>
  /** What a credential signed in to last, by name where Entra knows one; undefined where it does not tell. */
  lastSignedInTo(clientId: string, keyId: string): Promise<string | undefined>
  addOwner(holder: HolderRef, personId: string): Promise<'added' | 'already-owner'>
  removeOwner(holder: HolderRef, personId: string): Promise<'removed' | 'absent'>
  /** Application permissions granted to this client in the tenant. Empty where it has no service principal. */
  permissionsOf(clientId: string): Promise<readonly GrantedPermission[]>
  /** Who added credentials, newest first, as far as the audit log reaches; undefined where it cannot be read. */
  credentialCreators(objectId: string): Promise<readonly CredentialCreation[] | undefined>
  /** Owners of other applications with the same `serviceManagementReference`; empty where there is none. */
  ownersOfSameService(objectId: string): Promise<readonly Person[]>
  /** People right below a manager; at most fifty. */
  reportsOf(personId: string): Promise<readonly Person[]>
  /** What the tenant's policies and locks allow for a new credential of this holder. */
  credentialRules(holder: HolderRef, kind: Credential['kind']): Promise<CredentialRules>
  /** What could not be read although the reading went on; handed out once. */
  drainProblems(): ReadingGaps
}

export interface CredentialRules {
  readonly areAllowed: boolean
  /** The application locks its service principal against new credentials. */
  readonly isLocked: boolean
  /** Minutes below the limit of the policy, so that clocks may differ. Undefined: no limit is known. */
  readonly longestDays: number | undefined
}

/** One application permission, e.g. `Mail.ReadWrite` of `Microsoft Graph`. */
export interface GrantedPermission {
  readonly value: string
  readonly api: string
}

export interface CredentialCreation {
  readonly person: PersonRef
  readonly at: Date
}

export interface ReadingGaps {
  readonly sentences: readonly string[]
  /** Whether holders were left out, which therefore only look deleted. */
  readonly isIncomplete: boolean
}
