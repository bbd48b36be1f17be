import type { DirectoryEntry } from '../tenant/directory-object.ts'
import { type GraphCall, may } from './graph-call.ts'
import { project, type Selection, type TypeName } from './projection.ts'
import { renderHolder } from './render-holder.ts'

export const entryTypes: readonly TypeName[] = ['user', 'servicePrincipal', 'application', 'group']

export const readsUsers = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All']
export const readsHolders = [
  'Application.Read.All',
  'Application.ReadWrite.All',
  'Application.ReadWrite.OwnedBy',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
]
export const readsGroups = [
  'GroupMember.Read.All',
  'Group.Read.All',
  'Directory.Read.All',
  'Group.ReadWrite.All',
  'Directory.ReadWrite.All',
]

const permissions = {
  user: readsUsers,
  servicePrincipal: readsHolders,
  application: readsHolders,
  group: readsGroups,
}

/** One member of a mixed list. Of a type that the caller may not read, Graph tells type and id and nulls the rest. */
export function renderEntry(call: GraphCall, entry: DirectoryEntry, selection: Selection): Record<string, unknown> {
  const type = { '@odata.type': `#microsoft.graph.${entry.type}` }
  if (!may(call, ...permissions[entry.type])) {
    const hidden = (selection ?? []).map((name) => [name, null])
    return { ...type, ...Object.fromEntries(hidden), id: entry.object.id }
  }
  if (entry.type === 'application' || entry.type === 'servicePrincipal') {
    return { ...type, ...renderHolder(entry.type, entry.object, selection) }
  }
  return { ...type, ...project(entry.type, entry.object, selection) }
}
