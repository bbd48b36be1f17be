/** Azure DevOps, by the id that it has in every tenant. */
export const devOpsAudience = '499b84ac-1321-427f-aa17-267ca6975798'
/** Azure Resource Manager of the public cloud. */
export const azureAudience = 'https://management.azure.com'
const knownAudiences = [
  devOpsAudience,
  azureAudience,
  'https://vault.azure.net',
  'https://api.botframework.com',
  'https://storage.azure.com',
]

/**
 * The audience of a token for `resource`, or undefined where no such resource exists. Microsoft Graph is known by the
 * simulated cloud's own origin: a token for the real one opens nothing here.
 */
export function audienceOf(resource: string, origin: string): string | undefined {
  const audience = resource.replace(/\/$/, '')
  return [origin, ...knownAudiences].find((known) => known === audience)
}
