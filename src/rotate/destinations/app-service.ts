import type { AppServiceTarget } from '../../domain/destination.ts'
import type { DeliveredFacts, Destination, Verification } from '../../ports.ts'
import {
  type Answer,
  type AzureKind,
  type AzureOptions,
  type AzureResource,
  createAzure,
  pathTo,
  readAzureList,
  resourceOf,
  troubleIn,
} from './azure-resources.ts'
import type { Api } from './call-api.ts'
import { apiUntil } from './call-api.ts'
import { inspectionOf, plainCode, verificationOf } from './trouble-of.ts'
import { readReference, referenceShape, refersTo, type SettingReference, vaultNameOf } from './vault-references.ts'

const kind: AzureKind = {
  type: 'Microsoft.Web/sites',
  child: 'slots',
  apiVersion: '2022-03-01',
  noun: 'app',
  role: 'Website Contributor',
}
const SETTINGS = '/config/configreferences/appsettings'
const CONNECTION_STRINGS = '/config/configreferences/connectionstrings'

interface Found {
  readonly resource: AzureResource
  readonly references: readonly SettingReference[]
}

/**
 * Apps of App Service and Functions whose settings or connection strings refer to the vault secret. Nothing is written
 * to them: they are asked to fetch what the vault holds, which they otherwise do once a day (learn.microsoft.com,
 * app-service-key-vault-references, where one request is for all references; a plain restart does not fetch,
 * azure-docs#100848). Whether running workers see it at once is not
 * documented.
 */
export function createAppServiceDestination(options: AzureOptions): Destination<AppServiceTarget> {
  const api = createAzure(options)
  return {
    async inspect(target, about) {
      const found = await find(api, target, about)
      return found.is === 'answer' ? { is: 'ready', facts: factsOf(found.body) } : inspectionOf(found)
    },
    async write(target, delivered) {
      const found = await find(apiUntil(delivered.signal, api), target, delivered)
      if (found.is !== 'answer') return found
      const { resource, references } = found.body
      const reply = await resource.api.write('POST', pathTo(resource, `${SETTINGS}/refresh`), undefined)
      const does = `let ${resource.name} fetch the new secret from the vault`
      const remains = 'The vault holds the new secret; the app may still use the old one.'
      const trouble = troubleIn(resource, reply, { does, remains })
      return trouble ?? { is: 'written', receipt: { settings: namesOf(references) } }
    },
    verify: (target, _receipt, about) => verify(api, target, about),
  }
}

function factsOf({ resource, references }: Found): string[] {
  const facts = [`${resource.name} fetches the new secret from the vault for ${namesOf(references)}.`]
  const unresolved = references.filter(({ isResolved }) => !isResolved)
  if (unresolved.length === 0) return facts
  return [...facts, `It cannot read it from the vault now: ${statusesOf(unresolved)}.`]
}

async function find(api: Api, target: AppServiceTarget, about: DeliveredFacts): Promise<Answer<Found>> {
  const resource = resourceOf(api, kind, target.resourceId)
  if (resource.is !== 'answer') return resource
  const settings = await readAzureList(resource.body, referenceShape, SETTINGS)
  if (settings.is !== 'answer') return settings
  const strings = await readAzureList(resource.body, referenceShape, CONNECTION_STRINGS, { isOptional: true })
  if (strings.is !== 'answer') return strings
  const references = [...settings.body, ...strings.body]
    .map(readReference)
    .filter((one) => refersTo(one, about.vaultSecret))
  const problem = whyNotFollowing(resource.body, references, about)
  if (problem !== undefined) return { is: 'refused', problem }
  return { is: 'answer', body: { resource: resource.body, references } }
}

function whyNotFollowing(
  { name }: AzureResource,
  references: readonly SettingReference[],
  { vaultSecret }: DeliveredFacts,
): string | undefined {
  const vaultName = vaultNameOf(vaultSecret.vaultUrl)
  const text = `@Microsoft.KeyVault(VaultName=${vaultName};SecretName=${vaultSecret.name})`
  if (references.length === 0) {
    const remedy = `Set the value of the setting or connection string that needs the secret to ${text}, then try again.`
    return `No setting or connection string of ${name} refers to ${vaultSecret.name} in the vault ${vaultName}. ${remedy}`
  }
  const pinned = references.filter(({ isVersioned }) => isVersioned)
  if (pinned.length === 0) return undefined
  const what = `${namesOf(pinned)} of ${name} names one version of ${vaultSecret.name} and never moves to another`
  return `${what}. Change it to ${text}, then try again.`
}

async function verify(api: Api, target: AppServiceTarget, about: DeliveredFacts): Promise<Verification> {
  const found = await find(api, target, about)
  if (found.is !== 'answer') return verificationOf(found)
  const { resource, references } = found.body
  const unresolved = references.filter(({ isResolved }) => !isResolved)
  if (unresolved.length > 0) {
    const remedy = `If it stays so, check that the identity of ${resource.name} may read the secret in the vault.`
    return {
      is: 'notYet',
      problem: `${resource.name} has not fetched the secret: ${statusesOf(unresolved)}. ${remedy}`,
    }
  }
  const behind = references.filter(({ activeVersion }) => activeVersion !== about.vaultSecret.version)
  if (behind.length > 0) {
    const problem = `${resource.name} still uses another version of the secret for ${namesOf(behind)} (status Resolved).`
    return { is: 'notYet', problem }
  }
  const version = `version ${about.vaultSecret.version} of ${about.vaultSecret.name}`
  return { is: 'verified', evidence: `App Service resolves ${namesOf(references)} of ${resource.name} to ${version}.` }
}

function namesOf(references: readonly SettingReference[]): string {
  return references.map(({ setting }) => setting).join(', ')
}

function statusesOf(references: readonly SettingReference[]): string {
  return references.map(({ setting, status }) => `${setting} is ${plainCode(status) ?? 'in no known state'}`).join(', ')
}
