import { z } from 'zod/v4'
import { messageOf } from '../../domain/errors.ts'
import { nameUuid } from '../../name-uuid.ts'
import { retryAfterMs } from '../../retry-after.ts'
import { type Api, apiUntil, createApi, isTransient } from './call-api.ts'
import type { Trouble } from './trouble-of.ts'

/** `Key Vault Secrets User`, in Azure's list of built-in roles. */
const SECRETS_USER = '4633458b-17de-408a-b874-0445c86b69e6'
/** RFC 4122's namespace for URLs; what is named is the ARM path of the scope. */
const URL_NAMESPACE = '6ba7b811-9dad-11d1-80b4-00c04fd430c8'

const errorShape = z.object({ error: z.object({ code: z.string().regex(/^\w{1,80}$/) }) })

export interface GrantRequest {
  /** ARM id. */
  readonly vaultId: string
  readonly secretName: string
  readonly personIds: readonly string[]
  /** Aborted: nothing more is sent. */
  readonly signal: AbortSignal
}

/**
 * Lets people read one secret of a vault, by a role assignment at the secret's scope (ARM 2022-04-01). The assignment is
 * named after what it says, so that asking again changes nothing. Everybody is tried, whatever becomes of the others;
 * answers what kept it from happening, or null.
 */
export function createGrant(options: { readonly baseUrl: string; readonly authorization: () => Promise<string> }) {
  const api = createApi({ name: 'Azure Resource Manager', ...options })
  return async ({ vaultId, secretName, personIds, signal }: GrantRequest): Promise<Trouble | null> => {
    const troubles: Trouble[] = []
    for (const personId of personIds) {
      const trouble = await grantOne(apiUntil(signal, api), `${vaultId}/secrets/${secretName}`, personId)
      if (trouble !== null) troubles.push(trouble)
    }
    return together(troubles)
  }
}

/** One that passes is worth another try for all, since nobody is let in twice. */
function together(troubles: readonly Trouble[]): Trouble | null {
  if (troubles.length === 0) return null
  const problem = [...new Set(troubles.map((trouble) => trouble.problem))].join(' ')
  const passing = troubles.filter((trouble) => trouble.is === 'later')
  if (passing.length === 0) return { is: 'refused', problem }
  const waitMs = Math.max(...passing.map((trouble) => trouble.retryAfterMs ?? 0))
  return { is: 'later', problem, ...(waitMs > 0 && { retryAfterMs: waitMs }) }
}

async function grantOne(api: Api, scope: string, principalId: string): Promise<Trouble | null> {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? ''
  const name = nameUuid(URL_NAMESPACE, `${scope.toLowerCase()}/${principalId}/${SECRETS_USER}`)
  const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`
  const roleDefinitionId = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${SECRETS_USER}`
  try {
    const reply = await api.write('PUT', path, {
      properties: { roleDefinitionId, principalId, principalType: 'User' },
    })
    const { status } = reply
    const code = errorShape.safeParse(reply.body).data?.error.code
    if (status === 200 || status === 201 || code === 'RoleAssignmentExists') return null
    const said = `Azure answered ${status}${code === undefined ? '' : ` (${code})`} to the role assignment.`
    // A person whom Entra has just got is not known to Azure everywhere yet.
    if (isTransient(status) || code === 'PrincipalNotFound') {
      const waitMs = retryAfterMs(reply.headers)
      return { is: 'later', problem: said, ...(waitMs !== undefined && { retryAfterMs: waitMs }) }
    }
    const remedy =
      status === 403 ? 'Give Keyturn "Key Vault Data Access Administrator" on the vault.' : 'Grant it by hand.'
    return { is: 'refused', problem: `${said} ${remedy}` }
  } catch (error) {
    return { is: 'later', problem: messageOf(error) }
  }
}
