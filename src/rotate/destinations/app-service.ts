import { z } from 'zod/v4'
import type { AppServiceTarget } from '../../domain/destination.ts'
import type { DeliveredFacts, Destination } from '../../ports.ts'
import type { ArmOptions } from './api-connection.ts'
import { armWords } from './arm-words.ts'
import { type Api, createApi } from './call-api.ts'
import { inspectionOf, type Trouble, troubleOf, verificationOf } from './trouble-of.ts'

const words = armWords('the role "Website Contributor" on the app')
const API_VERSION = '2022-03-01'

const shape = z.object({
  value: z.array(
    z.looseObject({
      name: z.string().nullish(),
      properties: z.looseObject({
        reference: z.string().nullish(),
        status: z.string().nullish(),
        vaultName: z.string().nullish(),
        secretName: z.string().nullish(),
        secretVersion: z.string().nullish(),
        activeVersion: z.string().nullish(),
      }),
    }),
  ),
})
type Reference = z.infer<typeof shape>['value'][number]

/**
 * An app whose settings refer to the vault's secret: it reads a new version within 24 hours by itself, and at once when
 * it is told to (`azure-docs` app-service-key-vault-references). Verified by the version that each reference has in use.
 */
export function createAppServiceDestination(options: ArmOptions): Destination<AppServiceTarget> {
  const api = createApi({ name: 'Azure', ...options })
  return {
    async inspect(target, about) {
      const found = await referencesTo(api, target, about)
      if (found.is !== 'found') return inspectionOf(found)
      const settings = found.references.map(({ name }) => name ?? 'a setting').join(', ')
      return { is: 'ready', facts: [`The app reads the secret through ${settings}; it is told to read it anew.`] }
    },

    async write(target, about) {
      const found = await referencesTo(api, target, about)
      if (found.is !== 'found') return found
      const path = `${target.resourceId}/config/configreferences/appsettings/refresh?api-version=${API_VERSION}`
      const reply = await api.write('POST', path, {})
      const remains = 'The app reads the new version by itself within 24 hours.'
      return (
        troubleOf(reply, words, { does: 'make the app read its references anew', remains }) ?? {
          is: 'written',
          receipt: { version: about.vaultSecret.version },
        }
      )
    },

    async verify(target, _receipt, about) {
      const found = await referencesTo(api, target, about)
      if (found.is !== 'found') return verificationOf(found)
      const behind = found.references.filter(({ properties }) => !isCurrent(properties, about))
      if (behind.length === 0) {
        return { is: 'verified', evidence: 'Its references are resolved and use the delivered version.' }
      }
      const [first] = behind
      const problem = `${first?.name ?? 'A setting'} of the app is ${first?.properties.status ?? 'not resolved'} and does not use the delivered version yet.`
      return { is: 'notYet', problem }
    },
  }
}

type Found = { readonly is: 'found'; readonly references: readonly Reference[] } | Trouble

async function referencesTo(api: Api, { resourceId }: AppServiceTarget, about: DeliveredFacts): Promise<Found> {
  const reply = await api.read(`${resourceId}/config/configreferences/appsettings?api-version=${API_VERSION}`)
  const trouble = troubleOf(reply, words, { does: "show the app's references to vaults", remains: '' })
  if (trouble !== undefined) return trouble
  const { value } = shape.safeParse(reply.body).data ?? { value: [] }
  const { vaultUrl, name } = about.vaultSecret
  const vaultName = new URL(vaultUrl).hostname.split('.')[0]?.toLowerCase()
  const references = value.filter(
    ({ properties }) =>
      properties.vaultName?.toLowerCase() === vaultName && properties.secretName?.toLowerCase() === name.toLowerCase(),
  )
  if (references.length === 0) {
    const problem = `No setting of the app refers to the secret ${name} in ${new URL(vaultUrl).host}. Add one, or put the vault's destination before this one.`
    return { is: 'refused', problem }
  }
  const pinned = references.find(({ properties }) => isSet(properties.secretVersion))
  if (pinned === undefined) return { is: 'found', references }
  return {
    is: 'refused',
    problem: `${pinned.name ?? 'A setting'} of the app refers to one fixed version and never gets another. Remove the version from the reference.`,
  }
}

function isCurrent({ status, activeVersion }: Reference['properties'], { vaultSecret }: DeliveredFacts): boolean {
  return status === 'Resolved' && activeVersion?.toLowerCase() === vaultSecret.version.toLowerCase()
}

function isSet(text: string | null | undefined): boolean {
  return text !== undefined && text !== null && text !== ''
}
