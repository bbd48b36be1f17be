import type { DestinationTarget, VercelEnvironment } from '../../domain/destination.ts'
import { isGuid } from '../../domain/guid.ts'

/** What a place can look like, for people who typed something else. */
export const placeExamples: readonly string[] = [
  'https://payroll.vault.azure.net/secrets/payroll-secret',
  'the same with ?grantOwnersOn=/subscriptions/…/providers/Microsoft.KeyVault/vaults/payroll: the owners may read it',
  'https://dev.azure.com/contoso/shop/_settings/adminservices?resourceId=<id of the service connection>',
  'vercel:shop/ENTRA_SECRET@production,preview',
  '/subscriptions/…/providers/Microsoft.Web/connections/<name>, …/sites/<name> or …/containerApps/<name>',
  '/subscriptions/…/automationAccounts/<name>/runbooks/<name>',
  'webhook:https://hooks.contoso.com/keyturn',
]

/** A destination as people write or paste it, mostly the address that the browser shows. Undefined: none is meant. */
export function parsePlace(text: string): DestinationTarget | undefined {
  const place = text.trim()
  if (place.startsWith('/subscriptions/')) return parseResource(place)
  const [scheme, rest = ''] = split(place, ':')
  if (scheme.toLowerCase() === 'vercel') return parseVercel(rest)
  if (scheme.toLowerCase() === 'webhook') return parseWebhook(rest)
  return parseAddress(place)
}

const segment = '[^/?#\\s]{1,200}'
const resourceGroup = `/subscriptions/${segment}/resourceGroups/${segment}`
const resources = {
  connection: new RegExp(`^${resourceGroup}/providers/Microsoft\\.Web/connections/${segment}$`, 'i'),
  site: new RegExp(`^${resourceGroup}/providers/Microsoft\\.Web/sites/${segment}(/slots/${segment})?$`, 'i'),
  containerApp: new RegExp(`^${resourceGroup}/providers/Microsoft\\.App/containerApps/${segment}$`, 'i'),
  runbook: new RegExp(
    `^(${resourceGroup}/providers/Microsoft\\.Automation/automationAccounts/${segment})/runbooks/(${segment})$`,
    'i',
  ),
}

function parseResource(resourceId: string): DestinationTarget | undefined {
  if (resources.connection.test(resourceId)) return { kind: 'apiConnection', resourceId }
  if (resources.site.test(resourceId)) return { kind: 'appService', resourceId }
  if (resources.containerApp.test(resourceId)) return { kind: 'containerApp', resourceId }
  const [, accountId, runbook] = resources.runbook.exec(resourceId) ?? []
  return accountId === undefined || runbook === undefined ? undefined : { kind: 'runbook', accountId, runbook }
}

function parseAddress(text: string): DestinationTarget | undefined {
  const url = URL.parse(text)
  if (url === null || url.protocol !== 'https:' || url.username !== '') return undefined
  return parseVaultSecret(url) ?? parseServiceConnection(url)
}

const vaultResource = new RegExp(`^${resourceGroup}/providers/Microsoft\\.KeyVault/vaults/${segment}$`, 'i')

/** `?grantOwnersOn=<ARM id of the vault>`, and nothing else: what is mistyped would be left undone without a word. */
function parseVaultSecret(url: URL): DestinationTarget | undefined {
  const secretName = /^\/secrets\/([0-9A-Za-z-]{1,127})\/?$/.exec(url.pathname)?.[1]
  const grantOwnersOn = url.searchParams.get('grantOwnersOn')
  if (secretName === undefined || hasOthers(url.searchParams, ['grantOwnersOn'])) return undefined
  if (grantOwnersOn !== null && !vaultResource.test(grantOwnersOn)) return undefined
  return { kind: 'keyVault', vaultUrl: url.origin, secretName, grantOwnersOn }
}

/** `dev.azure.com/{organization}/{project}/…`, or the older `{organization}.visualstudio.com/{project}/…`. */
function parseServiceConnection(url: URL): DestinationTarget | undefined {
  const older = /^([a-z0-9-]+)\.visualstudio\.com$/.exec(url.host)?.[1]
  if (older === undefined && url.host !== 'dev.azure.com') return undefined
  const endpointId = (url.searchParams.get('resourceId') ?? '').toLowerCase()
  const parts = url.pathname.split('/').filter((part) => part !== '')
  // Organizations that were once collections of a server are sometimes addressed as such.
  if (older !== undefined && parts[0]?.toLowerCase() === 'defaultcollection') parts.shift()
  const [organization, project, ...page] = (older === undefined ? parts : [older, ...parts]).map(decoded)
  if (page.join('/') !== '_settings/adminservices' || !organization || !project) return undefined
  return isGuid(endpointId) ? { kind: 'devOps', organization, project, endpointId } : undefined
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

function hasOthers(given: URLSearchParams, known: readonly string[]): boolean {
  return [...given.keys()].some((name) => !known.includes(name))
}

function parseWebhook(text: string): DestinationTarget | undefined {
  const url = URL.parse(text)
  return url?.protocol === 'https:' && url.username === '' ? { kind: 'webhook', url: url.href } : undefined
}

/** `project/VARIABLE@production,preview?team=team_…&redeploy` */
function parseVercel(text: string): DestinationTarget | undefined {
  const [path, query = ''] = split(text, '?')
  const [name, where = 'production'] = split(path, '@')
  const [project, variable = ''] = split(name, '/')
  const environments = where.split(',').map((environment) => environment.trim().toLowerCase())
  const parameters = new URLSearchParams(query)
  if (!/^[\w.-]{1,100}$/.test(project) || !/^[A-Za-z_]\w{0,255}$/.test(variable)) return undefined
  if (!environments.every(isEnvironment) || hasOthers(parameters, ['team', 'redeploy'])) return undefined
  return {
    kind: 'vercel',
    project,
    variable,
    environments,
    teamId: parameters.get('team'),
    redeploys: parameters.has('redeploy'),
  }
}

function isEnvironment(text: string): text is VercelEnvironment {
  return text === 'production' || text === 'preview' || text === 'development'
}

/** At the first separator; without one all of it comes first. */
function split(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
