import { z } from 'zod/v4'
import type { ContainerAppTarget } from '../../domain/destination.ts'
import type { DeliveredFacts, Destination } from '../../ports.ts'
import type { ArmOptions } from './api-connection.ts'
import { armWords } from './arm-words.ts'
import { type Api, createApi } from './call-api.ts'
import { inspectionOf, type Trouble, troubleOf, verificationOf } from './trouble-of.ts'

const words = armWords('the role "Container Apps Contributor" on the app')
const VERSION = 'api-version=2025-07-01'
/** The platform reads vault secrets in a fixed cycle (`learn` container-apps/manage-secrets); both cycles may be due. */
const SYNC_MS = 30 * 60_000

const appShape = z.looseObject({
  properties: z.looseObject({
    runningStatus: z.string().nullish(),
    configuration: z.looseObject({
      secrets: z.array(z.looseObject({ name: z.string(), keyVaultUrl: z.string().nullish() })).nullish(),
    }),
  }),
})
const revisionsShape = z.looseObject({
  value: z.array(
    z.looseObject({
      name: z.string(),
      properties: z.looseObject({ active: z.boolean().nullish(), runningState: z.string().nullish() }),
    }),
  ),
})

export interface ContainerAppOptions extends ArmOptions {
  readonly now: () => Date
}

/**
 * A Container App whose secrets refer to the vault's secret. The platform reads them every 30 minutes; its revisions are
 * restarted after that, so that whatever was read at start is read anew. A failed reading keeps the old value silently,
 * so an owner is asked to look.
 */
export function createContainerAppDestination(options: ContainerAppOptions): Destination<ContainerAppTarget> {
  const api = createApi({ name: 'Azure', ...options })
  return {
    async inspect(target, about) {
      const found = await secretsOf(api, target, about)
      if (found.is !== 'found') return inspectionOf(found)
      const facts = `The app reads it as ${found.names.join(', ')}, every 30 minutes; its revisions are restarted after that.`
      return { is: 'ready', facts: [facts] }
    },

    async write(target, about) {
      const found = await secretsOf(api, target, about)
      if (found.is !== 'found') return found
      return { is: 'written', receipt: { at: options.now().toISOString() } }
    },

    async verify(target, receipt, about) {
      const found = await secretsOf(api, target, about)
      if (found.is !== 'found') return verificationOf(found)
      const waitMs = Date.parse(receipt.at ?? '') + SYNC_MS - options.now().getTime()
      if (waitMs > 0) {
        return { is: 'notYet', problem: 'The app reads the vault within 30 minutes.', retryAfterMs: waitMs }
      }
      const trouble = await restart(api, target)
      if (trouble !== undefined) return verificationOf(trouble)
      return {
        is: 'unprovable',
        ask: 'The app has had time to read the new secret and was restarted. It does not show which value it uses: see that it works.',
      }
    },
  }
}

type Found = { readonly is: 'found'; readonly names: readonly string[] } | Trouble

async function secretsOf(api: Api, { resourceId }: ContainerAppTarget, about: DeliveredFacts): Promise<Found> {
  const reply = await api.read(`${resourceId}?${VERSION}`)
  const trouble = troubleOf(reply, words, { does: 'show the container app', remains: '' })
  if (trouble !== undefined) return trouble
  const secrets = appShape.safeParse(reply.body).data?.properties.configuration.secrets ?? []
  const { vaultUrl, name } = about.vaultSecret
  const unversioned = `${vaultUrl.replace(/\/$/, '')}/secrets/${name}`.toLowerCase()
  const matching = secrets.filter(({ keyVaultUrl }) => keyVaultUrl?.toLowerCase().startsWith(unversioned) === true)
  const following = matching.filter(({ keyVaultUrl }) => keyVaultUrl?.toLowerCase().replace(/\/$/, '') === unversioned)
  if (following.length > 0) return { is: 'found', names: following.map((secret) => secret.name) }
  const problem =
    matching.length > 0
      ? 'The container app refers to one fixed version of the secret and never gets another. Remove the version from its Key Vault URL.'
      : `No secret of the container app refers to ${name} in ${new URL(vaultUrl).host}. Add one, or put the vault's destination before this one.`
  return { is: 'refused', problem }
}

/** Undefined: every active revision was restarted. */
async function restart(api: Api, { resourceId }: ContainerAppTarget): Promise<Trouble | undefined> {
  const reply = await api.read(`${resourceId}/revisions?${VERSION}`)
  const trouble = troubleOf(reply, words, { does: "show the container app's revisions", remains: '' })
  if (trouble !== undefined) return trouble
  const { value } = revisionsShape.safeParse(reply.body).data ?? { value: [] }
  for (const { name, properties } of value) {
    if (properties.active !== true) continue
    const path = `${resourceId}/revisions/${encodeURIComponent(name)}/restart?${VERSION}`
    const failed = troubleOf(await api.write('POST', path, {}), words, {
      does: `restart the revision ${name}`,
      remains: 'It runs on with what it has.',
    })
    if (failed !== undefined) return failed
  }
  return undefined
}
