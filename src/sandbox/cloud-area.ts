export type CloudArea = 'graph' | 'vault' | 'teams' | 'entra' | 'devOps' | 'vercel' | 'azure'

export const graphPath = /^\/(v1\.0|beta)\//
export const vaultPath = /^\/(deleted)?secrets(\/|$)/
const vercelPath = /^\/v\d+\/(projects|deployments)(\/|$)/
const teamsPath = /^\/teams\/v3\//

/** Which part of the cloud a path belongs to; one origin serves all. */
export function areaOf(path: string): CloudArea {
  if (graphPath.test(path)) return 'graph'
  if (vaultPath.test(path)) return 'vault'
  if (path.includes('/_apis/serviceendpoint/')) return 'devOps'
  if (vercelPath.test(path)) return 'vercel'
  if (path.startsWith('/subscriptions/')) return 'azure'
  return teamsPath.test(path) ? 'teams' : 'entra'
}
