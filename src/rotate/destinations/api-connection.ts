import { z } from 'zod/v4'
import type { ApiConnectionTarget } from '../../domain/destination.ts'
import type { Destination, WriteOutcome } from '../../ports.ts'
import { type ConnectionBody, readParameters, whyNotRotatable, withSecret } from './api-connection-body.ts'
import { armWords } from './arm-words.ts'
import { type Api, createApi } from './call-api.ts'
import { inspectionOf, type Trouble, troubleOf, verificationOf } from './trouble-of.ts'

export interface ArmOptions {
  readonly baseUrl: string
  readonly authorization: () => Promise<string>
  readonly retryDelayMs?: number
}

const words = armWords('the role "Logic App Contributor" on the connection')
const UNCHANGED = 'Nothing was changed there.'

const shape = z.looseObject({
  location: z.string().optional(),
  kind: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  properties: z.looseObject({
    displayName: z.string().optional(),
    api: z.looseObject({ id: z.string() }),
    nonSecretParameterValues: z.record(z.string(), z.unknown()).nullish(),
    parameterValueSet: z
      .looseObject({ name: z.string(), values: z.record(z.string(), z.unknown()).nullish() })
      .nullish(),
    statuses: z
      .array(z.looseObject({ status: z.string(), error: z.looseObject({ code: z.string().optional() }).nullish() }))
      .nullish(),
  }),
})

/**
 * A Logic Apps API connection that signs in as the application (ARM, Microsoft.Web 2016-06-01). A PUT replaces it, so
 * every parameter that can be read goes back with the new secret. The platform tries the secret when it is put there.
 */
export function createApiConnectionDestination(options: ArmOptions): Destination<ApiConnectionTarget> {
  const api = createApi({ name: 'Azure', ...options })
  return {
    async inspect(target, { clientId }) {
      const read = await readConnection(api, target)
      if (read.is !== 'read') return inspectionOf(read)
      const problem = whyNotRotatable(read.connection, clientId)
      if (problem !== undefined) return { is: 'refused', problem }
      return { is: 'ready', facts: ['The API connection signs in as this application; its secret is replaced.'] }
    },

    async write(target, { clientId, secretText }): Promise<WriteOutcome> {
      const read = await readConnection(api, target)
      if (read.is !== 'read') return read
      const problem = whyNotRotatable(read.connection, clientId)
      if (problem !== undefined) return { is: 'refused', problem }
      const body = withSecret(read.connection, secretText.reveal())
      const reply = await api.write('PUT', pathOf(target), body)
      return (
        troubleOf(reply, words, { does: 'replace the secret of the API connection', remains: UNCHANGED }) ?? {
          is: 'written',
          receipt: { connection: nameOf(target) },
        }
      )
    },

    async verify(target, _receipt, { clientId }) {
      const read = await readConnection(api, target)
      if (read.is !== 'read') return verificationOf(read)
      const problem = whyNotRotatable(read.connection, clientId)
      if (problem !== undefined) return { is: 'refused', problem }
      const statuses = read.connection.properties.statuses ?? []
      if (statuses.length > 0 && statuses.every(({ status }) => status === 'Connected')) {
        return { is: 'verified', evidence: 'The platform has signed in with it: the connection is Connected.' }
      }
      const failed = statuses.find(({ status }) => status === 'Error')
      if (failed === undefined) return { is: 'notYet', problem: 'The connection has not been tried yet.' }
      // It is tried when it is put there and never again, so only another PUT tells more.
      return {
        is: 'overwritten',
        problem: `The platform could not sign in with it (${failed.error?.code ?? 'Error'}).`,
      }
    },
  }
}

type Read = { readonly is: 'read'; readonly connection: ConnectionBody } | Trouble

async function readConnection(api: Api, target: ApiConnectionTarget): Promise<Read> {
  const reply = await api.read(pathOf(target))
  const trouble = troubleOf(reply, words, { does: 'show the API connection', remains: UNCHANGED })
  if (trouble !== undefined) return trouble
  const parsed = shape.safeParse(reply.body)
  if (parsed.success && readParameters(parsed.data) !== undefined) return { is: 'read', connection: parsed.data }
  return { is: 'refused', problem: `The reply to ${nameOf(target)} is not that of an API connection. ${UNCHANGED}` }
}

function pathOf({ resourceId }: ApiConnectionTarget): string {
  return `${resourceId}?api-version=2016-06-01`
}

function nameOf({ resourceId }: ApiConnectionTarget): string {
  return resourceId.split('/').at(-1) ?? resourceId
}
