import { z } from 'zod/v4'
import { nameUuid } from '../../name-uuid.ts'
import { type Api, createApi } from './call-api.ts'

/** `Key Vault Secrets User`, in Azure's list of built-in roles. */
const SECRETS_USER = '4633458b-17de-408a-b874-0445c86b69e6'
/** RFC 4122's namespace for URLs; what is named is the ARM path of the scope. */
const URL_NAMESPACE = '6ba7b811-9dad-11d1-80b4-00c04fd430c8'

const errorShape = z.object({ error: z.object({ code: z.string().regex(/^\w{1,80}$/) }) })

/**
 * Lets people read one secret of a vault, by a role assignment at the secret's scope (ARM 2022-04-01). The assignment is
 * named after what it says, so that asking again changes nothing. Answers what kept it from happening, or null.
 */
export function createGrant(options: { readonly baseUrl: string; readonly authorization: () => Promise<string> }) {
  const api = createApi({ name: 'Azure Resource Manager', ...options })
  return async (vaultId: string, secretName: string, personIds: readonly string[]): Promise<string | null> => {
    for (const personId of personIds) {
      const problem = await grantOne(api, `${vaultId}/secrets/${secretName}`, personId)
      if (problem !== null) return problem
    }
    return null
  }
}

async function grantOne(api: Api, scope: string, principalId: string): Promise<string | null> {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? ''
  const name = nameUuid(URL_NAMESPACE, `${scope.toLowerCase()}/${principalId}/${SECRETS_USER}`)
  const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`
  const roleDefinitionId = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${SECRETS_USER}`
  try {
    const { status, body } = await api.write('PUT', path, {
      properties: { roleDefinitionId, principalId, principalType: 'User' },
    })
    const code = errorShape.safeParse(body).data?.error.code
    if (status === 200 || status === 201 || code === 'RoleAssignmentExists') return null
    const remedy =
      status === 403 ? 'Give Keyturn "Key Vault Data Access Administrator" on the vault.' : 'Grant it by hand.'
    return `Azure answered ${status}${code === undefined ? '' : ` (${code})`} to the role assignment. ${remedy}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
