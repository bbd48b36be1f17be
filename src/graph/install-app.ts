import { hasCode } from '../domain/errors.ts'
import type { GraphClient } from './create-graph-client.ts'
import { isGuid } from './guid.ts'

/**
 * Installs the Teams app with this catalog id for one person, so that the bot may write to them. False where it cannot
 * be done for them (blocked, no licence, no such app or person). Installed already counts as done.
 */
export async function installApp(client: GraphClient, appId: string, personId: string): Promise<boolean> {
  if (!isGuid(personId)) return false
  const body = { 'teamsApp@odata.bind': `${client.origin}/v1.0/appCatalogs/teamsApps/${appId}` }
  const call = {
    does: 'install the Teams app for a person',
    permission: 'TeamsAppInstallation.ReadWriteSelfForUser.All',
    writes: true,
  }
  try {
    await client.post(`/v1.0/users/${personId}/teamwork/installedApps`, body, call)
    return true
  } catch (error) {
    // Graph answers 409 where the app is installed already.
    if (hasCode(error, 'directory-conflict')) return true
    if (hasCode(error, 'directory-denied', 'directory-not-found', 'directory-refused')) return false
    throw error
  }
}
