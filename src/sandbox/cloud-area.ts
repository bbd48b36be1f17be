export type CloudArea = 'graph' | 'vault' | 'teams' | 'entra'

export const graphPath = /^\/(v1\.0|beta)\//
export const vaultPath = /^\/((deleted)?(secrets|certificates)|keys)(\/|$)/
const teamsPath = /^\/teams\/v3\//

/** Which part of the cloud a path belongs to; one origin serves all. */
export function areaOf(path: string): CloudArea {
  if (graphPath.test(path)) return 'graph'
  if (vaultPath.test(path)) return 'vault'
  return teamsPath.test(path) ? 'teams' : 'entra'
}
