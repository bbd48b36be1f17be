import type { StoryName } from './credential-stories.ts'
import { hostileNames } from './names-of-applications.ts'
import type { OwnerGroup } from './owner-groups.ts'
import type { GrantGroup } from './seed-grants.ts'

/** One application that every tenant of sufficient size has. */
export interface ApplicationScript {
  readonly name: string | null
  readonly story: StoryName
  readonly owners: OwnerGroup
  readonly signInAudience?: string
  /** Days until the SAML signing certificate on its service principal ends. */
  readonly samlEndsInDays?: number
  readonly isAgentBlueprint?: true
  readonly hasNoServicePrincipal?: true
  /** The service principal holds a secret of its own. */
  readonly ownServicePrincipalPassword?: true
  /** Application permissions that its service principal was granted. */
  readonly grants?: GrantGroup
  /** `serviceManagementReference`; applications of one service share it. */
  readonly service?: string
}

const personal = { signInAudience: 'AzureADandPersonalMicrosoftAccount' }

/** What the four people of the cast see first, then one of each case worth testing. */
export const scriptedApplications: readonly ApplicationScript[] = [
  { name: 'Payroll export', story: 'dueSeven', owners: 'owner', grants: 'harmless', service: 'FIN-PAYROLL' },
  { name: 'Invoice archive', story: 'dueFourteen', owners: 'bothOwners', grants: 'files' },
  { name: 'Warehouse sync', story: 'dueThirty', owners: 'secondOwner', service: 'LOG-WAREHOUSE' },
  { name: 'Supplier portal', story: 'dueCertificate', owners: 'owner' },
  { name: 'Travel expense connector', story: 'sideBySide', owners: 'owner' },
  { name: 'Tax reporting', story: 'expired', owners: 'secondOwner' },
  { name: 'Budget dashboard', story: 'healthyPassword', owners: 'bothOwners', service: 'FIN-PAYROLL' },
  { name: 'Expense portal (single sign-on)', story: 'none', owners: 'owner', samlEndsInDays: 21 },
  { name: 'Contract pipeline', story: 'superseded', owners: 'owner' },
  { name: 'Price list API', story: 'dueFourteen', owners: 'manager' },
  { name: 'Directory reporting', story: 'dueSeven', owners: 'administrator', grants: 'directory' },
  { name: 'Badge reader gateway', story: 'dueSeven', owners: 'nobody', grants: 'directory', service: 'LOG-WAREHOUSE' },
  { name: 'Loyalty webhook', story: 'dueThirty', owners: 'disabled', grants: 'harmless' },
  { name: 'Fleet sensor import', story: 'dueFourteen', owners: 'servicePrincipal' },
  { name: 'Partner exchange', story: 'dueSeven', owners: 'guest' },
  { name: 'Training catalog', story: 'dueThirty', owners: 'disabledAndOne' },
  { name: 'Company intranet', story: 'dueFourteen', owners: 'crowd' },
  { name: 'Release pipeline', story: 'dueCertificate', owners: 'personAndServicePrincipal' },
  { name: 'Customer connector', story: 'dueWithCertificate', owners: 'two' },
  { name: 'Helpdesk nightly job', story: 'dueUnnamed', owners: 'one' },
  { name: 'Newsletter notifier', story: 'dueHostile', owners: 'one' },
  { name: 'Recruiting import', story: 'expiredLongAgoTwice', owners: 'one' },
  { name: 'Backup archive', story: 'expiredLeftover', owners: 'one' },
  { name: 'Meeting room panel', story: 'neverEnds', owners: 'nobody' },
  { name: 'Audit trail export', story: 'noEnd', owners: 'one' },
  { name: 'Returns API', story: 'futureStart', owners: 'two' },
  { name: 'Delivery route planner', story: 'healthyMixed', owners: 'two' },
  { name: 'Store locator (consumers)', story: 'dueSeven', owners: 'one', ...personal },
  { name: 'Gift cards (consumers)', story: 'healthyMixed', owners: 'one', ...personal },
  { name: 'Procurement agent', story: 'dueFourteen', owners: 'one', isAgentBlueprint: true },
  { name: 'Purchase order sign-on', story: 'none', owners: 'two', samlEndsInDays: 5 },
  { name: 'Legacy learning sign-on', story: 'none', owners: 'nobody', samlEndsInDays: -12 },
  { name: 'Marketing studio sign-on', story: 'none', owners: 'one', samlEndsInDays: 800 },
  { name: 'Mail relay', story: 'healthyPassword', owners: 'one', ownServicePrincipalPassword: true, grants: 'mail' },
  { name: 'Sensor collector', story: 'expiredCertificate', owners: 'disabled' },
  ...hostileNames.map(
    (name, index) => ({ name, story: index % 2 === 0 ? 'dueThirty' : 'healthyPassword', owners: 'one' }) as const,
  ),
]
