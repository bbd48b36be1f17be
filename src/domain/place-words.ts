import type { DestinationTarget } from './destination.ts'

/**
 * A place in a few words for everybody who may see the application. Of a webhook's address only the host is told, since
 * its path or query may be what opens it.
 */
export function placeOf(target: DestinationTarget): string {
  switch (target.kind) {
    case 'keyVault': {
      const grant = target.grantOwnersOn === null ? '' : ', which the owners may read'
      return `Key Vault ${hostOf(target.vaultUrl)}, secret ${target.secretName}${grant}`
    }
    case 'devOps':
      return `Azure DevOps ${target.organization}/${target.project}, service connection ${target.endpointId}`
    case 'vercel':
      return `Vercel ${target.project}, ${target.variable} (${target.environments.join(', ')})`
    case 'apiConnection':
      return `API connection ${lastOf(target.resourceId)}`
    case 'appService':
      return `App Service ${lastOf(target.resourceId)}`
    case 'containerApp':
      return `Container App ${lastOf(target.resourceId)}`
    case 'webhook':
      return `webhook at ${hostOf(target.url)}`
    case 'runbook':
      return `runbook ${target.runbook} in ${lastOf(target.accountId)}`
  }
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'an unknown address'
}

function lastOf(resourceId: string): string {
  return resourceId.split('/').at(-1) ?? resourceId
}
