import type { Route } from './route.ts'
import { appRoleAssignmentRoutes } from './routes/app-role-assignments.ts'
import { auditRoutes } from './routes/audits.ts'
import { directoryObjectRoutes } from './routes/directory-objects.ts'
import { holderChangeRoutes } from './routes/holder-changes.ts'
import { holderDeltaRoutes } from './routes/holder-delta.ts'
import { holderOwnerRoutes } from './routes/holder-owners.ts'
import { holderPasswordRoutes } from './routes/holder-passwords.ts'
import { holderRoutes } from './routes/holders.ts'
import { mailRoutes } from './routes/mails.ts'
import { organizationRoutes } from './routes/organization.ts'
import { policyRoutes } from './routes/policies.ts'
import { signInActivityRoutes } from './routes/sign-in-activities.ts'
import { userRoutes } from './routes/users.ts'

/** Everything that the simulated Graph answers, besides `$batch`. The first match wins: delta before `{id}`. */
export const routes: readonly Route[] = [
  ...holderDeltaRoutes,
  ...holderRoutes,
  ...holderOwnerRoutes,
  ...holderPasswordRoutes,
  ...holderChangeRoutes,
  ...appRoleAssignmentRoutes,
  ...userRoutes,
  ...mailRoutes,
  ...directoryObjectRoutes,
  ...policyRoutes,
  ...organizationRoutes,
  ...auditRoutes,
  ...signInActivityRoutes,
]
