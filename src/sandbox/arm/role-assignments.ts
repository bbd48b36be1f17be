import { z } from 'zod/v4'
import { ArmError, badRequest } from './arm-error.ts'

export interface RoleAssignment {
  readonly scope: string
  readonly name: string
  readonly principalId: string
  readonly roleDefinitionId: string
  readonly principalType: string | null
}

const guid = z.guid()
const assignmentShape = z.strictObject({
  properties: z.strictObject({
    roleDefinitionId: z.string().regex(/\/providers\/Microsoft\.Authorization\/roleDefinitions\/[0-9a-f-]{36}$/i),
    principalId: guid,
    principalType: z.enum(['User', 'Group', 'ServicePrincipal', 'ForeignGroup', 'Device']).optional(),
    description: z.string().optional(),
  }),
})

/** What a PUT adds to the assignments that are there; the same principal and role twice is refused, even by one name. */
export function newAssignment(
  existing: readonly RoleAssignment[],
  { scope, name }: Pick<RoleAssignment, 'scope' | 'name'>,
  body: unknown,
): RoleAssignment {
  if (!guid.safeParse(name).success) {
    throw badRequest(`The role assignment ID '${name}' is not a GUID.`, 'InvalidRoleAssignmentId')
  }
  const parsed = assignmentShape.safeParse(body)
  if (!parsed.success) throw badRequest(z.prettifyError(parsed.error), 'InvalidRequestContent')
  const { principalId, roleDefinitionId, principalType = null } = parsed.data.properties
  const added = { scope, name, principalId, roleDefinitionId, principalType }
  const key = (one: RoleAssignment) => [one.scope, roleOf(one), one.principalId].join(' ').toLowerCase()
  if (existing.some((one) => key(one) === key(added))) {
    throw new ArmError(409, 'RoleAssignmentExists', 'The role assignment already exists.')
  }
  if (existing.some((one) => one.name.toLowerCase() === name.toLowerCase())) {
    const message = 'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.'
    throw badRequest(message, 'RoleAssignmentUpdateNotPermitted')
  }
  return added
}

export function shownAssignment({ scope, name, principalId, roleDefinitionId, principalType }: RoleAssignment): object {
  return {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    type: 'Microsoft.Authorization/roleAssignments',
    properties: { scope, principalId, roleDefinitionId, principalType: principalType ?? 'User' },
  }
}

/** Its GUID, since the same role may be named with or without a subscription. */
function roleOf({ roleDefinitionId }: RoleAssignment): string {
  return roleDefinitionId.split('/').at(-1) ?? ''
}
