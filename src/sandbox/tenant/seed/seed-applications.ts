import type { StoredApplication, StoredPassword, StoredServicePrincipal } from '../directory-object.ts'
import type { SignIn } from '../tenant-state.ts'
import { createCredentialMaker } from './credential-maker.ts'
import { type StoryCredentials, stories, storyWeights } from './credential-stories.ts'
import { graphInstant } from './graph-instant.ts'
import { applicationName } from './names-of-applications.ts'
import { chooseOwners, ownerWeights } from './owner-groups.ts'
import type { Random } from './random.ts'
import { type ApplicationScript, scriptedApplications } from './scripted-applications.ts'
import type { SeededPeople } from './seed-people.ts'

export interface SeededApplications {
  readonly applications: StoredApplication[]
  readonly servicePrincipals: StoredServicePrincipal[]
  readonly ownerIds: Map<string, readonly string[]>
  readonly signIns: Map<string, SignIn>
}

export interface SeedOptions {
  readonly random: Random
  readonly now: Date
  readonly tenantId: string
  readonly count: number
}

/** App registrations and the service principals that most of them have; the scripted ones come first. */
export function seedApplications(options: SeedOptions, people: SeededPeople): SeededApplications {
  const { random, count } = options
  const seeded = { applications: [], servicePrincipals: [], ownerIds: new Map(), signIns: new Map() }
  for (let place = 0; place < count; place += 1) {
    seedOne(options, people, scriptedApplications[place] ?? ordinary(random, place), seeded)
  }
  return seeded
}

/** Shared names are common in real tenants; the scripted ones stay unique, so that people can be pointed to them. */
const scriptedNames = new Set(scriptedApplications.map(({ name }) => name))

function ordinary(random: Random, place: number): ApplicationScript {
  const name = applicationName(random, place)
  return {
    name: scriptedNames.has(name) ? `${name} ${place}` : name,
    story: random.weighted(storyWeights),
    owners: random.weighted(ownerWeights),
    ...(random.chance(0.04) && { signInAudience: random.pick(otherAudiences) }),
    ...(random.chance(0.03) && { samlEndsInDays: random.between(-60, 1000) }),
    ...(random.chance(0.15) && { hasNoServicePrincipal: true }),
    ...(random.chance(0.005) && { isAgentBlueprint: true }),
    ...(random.chance(0.01) && { ownServicePrincipalPassword: true }),
  }
}

const otherAudiences = [
  'AzureADMultipleOrgs',
  'AzureADandPersonalMicrosoftAccount',
  'PersonalMicrosoftAccount',
] as const
const none: never[] = []

function seedOne(options: SeedOptions, people: SeededPeople, script: ApplicationScript, seeded: SeededApplications) {
  const { random, now } = options
  const id = random.guid()
  const credentials: StoryCredentials = stories[script.story](createCredentialMaker(random, now, id, seeded.signIns))
  const application: StoredApplication = {
    id,
    appId: random.guid(),
    displayName: script.name,
    createdDateTime: graphInstant(random, now.getTime() - random.between(800, 3000) * 86_400_000),
    signInAudience: script.signInAudience ?? 'AzureADMyOrg',
    passwordCredentials: credentials.passwords ?? none,
    keyCredentials: credentials.keys ?? none,
    ...(script.service !== undefined && { serviceManagementReference: script.service }),
    ...(script.isAgentBlueprint && { '@odata.type': '#microsoft.graph.agentIdentityBlueprint' }),
  }
  const firstServicePrincipal = seeded.servicePrincipals[0]?.id ?? people.cast.manager.id
  const owners = chooseOwners(script.owners, people, random, firstServicePrincipal)
  seeded.applications.push(application)
  if (owners.length > 0) seeded.ownerIds.set(id, owners)

  const servicePrincipal = servicePrincipalOf(options, application, script, seeded.signIns)
  if (servicePrincipal === undefined) return
  seeded.servicePrincipals.push(servicePrincipal)
  if (owners.length > 0 && hasOwn(servicePrincipal)) seeded.ownerIds.set(servicePrincipal.id, owners)
}

function hasOwn({ passwordCredentials, keyCredentials }: StoredServicePrincipal): boolean {
  return passwordCredentials.length + keyCredentials.length > 0
}

function servicePrincipalOf(
  { random, now, tenantId }: SeedOptions,
  { appId, displayName, signInAudience }: StoredApplication,
  script: ApplicationScript,
  signIns: Map<string, SignIn>,
): StoredServicePrincipal | undefined {
  const { samlEndsInDays, ownServicePrincipalPassword, hasNoServicePrincipal } = script
  if (samlEndsInDays === undefined && !ownServicePrincipalPassword && hasNoServicePrincipal) return undefined
  const id = random.guid()
  const make = createCredentialMaker(random, now, id, signIns)
  const own: StoredPassword[] = ownServicePrincipalPassword ? [make.password({ endsInDays: 18, usedDaysAgo: 3 })] : none
  const servicePrincipal: StoredServicePrincipal = {
    id,
    appId,
    displayName: displayName ?? null,
    signInAudience: signInAudience ?? null,
    accountEnabled: true,
    servicePrincipalType: 'Application',
    appOwnerOrganizationId: tenantId,
    passwordCredentials: own,
    keyCredentials: none,
  }
  if (samlEndsInDays === undefined) return servicePrincipal
  const { thumbprint, ...saml } = make.samlSigning({ endsInDays: samlEndsInDays })
  return {
    ...servicePrincipal,
    ...saml,
    preferredSingleSignOnMode: 'saml',
    preferredTokenSigningKeyThumbprint: thumbprint,
    notificationEmailAddresses: ['it@contoso.example'],
  }
}
