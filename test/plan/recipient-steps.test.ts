import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/domain/finding.ts'
import type { Owner, PersonWithManager } from '../../src/domain/person.ts'
import type { Situation } from '../../src/domain/situation.ts'
import { recipientSteps } from '../../src/plan/choose-recipients.ts'
import { aFinding, anOwner, aPerson, aSituation, inDays } from '../support/builders.ts'

/** What can become of an account. */
type Account = 'live' | 'disabled' | 'guest' | 'deleted' | 'hidden'

/**
 * Owen owns or owned the application, Olga too; Mona manages Owen, Max manages Olga, Nora manages Mona and Max; Ada is
 * an administrator.
 */
const ids = {
  owen: aPerson().personId,
  olga: aPerson().personId,
  mona: aPerson().personId,
  max: aPerson().personId,
  nora: aPerson().personId,
  ada: aPerson().personId,
}
type Name = keyof typeof ids
const managers: Readonly<Partial<Record<Name, Name>>> = { owen: 'mona', olga: 'max', mona: 'nora', max: 'nora' }

interface Case {
  /** Listed by Entra as owners. */
  readonly owners?: Partial<Record<Name, Account>>
  /** Owners of earlier passes, with the days since. */
  readonly former?: Partial<Record<Name, number>>
  /** Of everybody who is no listed owner; live where nothing is said. */
  readonly accounts?: Partial<Record<Name, Account>>
  readonly isManagedByNobody?: readonly Name[]
  /** Whom Entra shows as manager now, where our record says another. */
  readonly managedNow?: Partial<Record<Name, Name>>
  readonly isChannelSet?: boolean
  readonly hasNoAdministrator?: boolean
  readonly hasRobotOwner?: boolean
  readonly steps: string
}

function account(name: Name, state: Account) {
  const person = aPerson({ personId: ids[name], displayName: name })
  if (state === 'disabled') return { ...person, accountEnabled: false }
  if (state === 'guest') return { ...person, userType: 'Guest' as const }
  if (state === 'hidden') return { ...person, displayName: null, accountEnabled: null, userType: null }
  return person
}

function build(one: Case): { finding: Finding; situation: Situation } {
  const listed = Object.entries(one.owners ?? {}) as [Name, Account][]
  const former = Object.entries(one.former ?? {}) as [Name, number][]
  const owners: Owner[] = listed.map(([name, state]) => anOwner(account(name, state)))
  if (one.hasRobotOwner) owners.push({ type: 'other', objectId: 'robot' })
  const people = new Map<string, PersonWithManager>()
  const rememberedManagers = new Map<string, { personId: string; displayName: string }>()
  for (const name of Object.keys(ids) as Name[]) {
    const state = one.owners?.[name] ?? one.accounts?.[name] ?? 'live'
    const above = one.isManagedByNobody?.includes(name) ? undefined : managers[name]
    const manager = above === undefined ? null : { personId: ids[above], displayName: above }
    // Entra forgets the link when it deletes the person; our record of it stays.
    if (manager !== null) rememberedManagers.set(ids[name], manager)
    const now = one.managedNow?.[name]
    const current = now === undefined ? manager : { personId: ids[now], displayName: now }
    if (state !== 'deleted') people.set(ids[name], { ...account(name, state), manager: current })
  }
  const administrators = one.hasNoAdministrator ? [] : [account('ada', 'live')]
  const administratorsChannelId = one.isChannelSet ? '19:ops@thread.tacv2' : undefined
  return {
    finding: aFinding({
      owners,
      orphaned: true,
      formerOwners: former.map(([name, days]) => ({
        personId: ids[name],
        displayName: name,
        untilAt: inDays(-days),
      })),
    }),
    situation: aSituation({ people, rememberedManagers, administrators, administratorsChannelId }),
  }
}

/** "owner owen olga > manager mona > administrator ada" */
function inWords({ finding, situation }: ReturnType<typeof build>): string {
  const nameOf = (personId: string) =>
    (Object.keys(ids) as Name[]).find((name) => ids[name] === personId) ?? (personId.startsWith('19:') ? 'ops' : '?')
  return recipientSteps(finding, situation)
    .map((step) => [step[0]?.reason.is, ...step.map(({ person }) => nameOf(person.personId))].join(' '))
    .join(' > ')
}

const rest = 'nextManager nora > administrator ada'

const cases: readonly (readonly [string, Case])[] = [
  ['one owner', { owners: { owen: 'live' }, steps: `owner owen > manager mona > ${rest}` }],
  ['two owners', { owners: { owen: 'live', olga: 'live' }, steps: `owner owen olga > manager mona max > ${rest}` }],
  ['an owner whose fields are hidden', { owners: { owen: 'hidden' }, steps: `owner owen > manager mona > ${rest}` }],
  [
    'an owner beside a disabled one',
    { owners: { owen: 'disabled', olga: 'live' }, steps: `owner olga > manager mona max > ${rest}` },
  ],
  [
    'an owner beside a guest',
    { owners: { owen: 'guest', olga: 'live' }, steps: `owner olga > manager mona max > ${rest}` },
  ],
  [
    'an owner beside a robot',
    { owners: { owen: 'live' }, hasRobotOwner: true, steps: `owner owen > manager mona > ${rest}` },
  ],
  [
    'an owner and a former one',
    {
      owners: { owen: 'live' },
      former: { olga: 3 },
      steps: `owner owen > previousOwner olga > manager max mona > ${rest}`,
    },
  ],
  ['only a disabled owner', { owners: { owen: 'disabled' }, steps: `manager mona > ${rest}` }],
  ['only a guest', { owners: { owen: 'guest' }, steps: `manager mona > ${rest}` }],
  ['only a robot', { hasRobotOwner: true, steps: 'administrator ada' }],
  ['nobody ever', { steps: 'administrator ada' }],
  ['nobody ever, and a channel', { isChannelSet: true, steps: 'administratorsChannel ops > administrator ada' }],
  ['nobody ever, only a channel', { isChannelSet: true, hasNoAdministrator: true, steps: 'administratorsChannel ops' }],
  ['nobody ever, and no administrator', { hasNoAdministrator: true, steps: '' }],
  ['a former owner', { former: { owen: 9 }, steps: `previousOwner owen > manager mona > ${rest}` }],
  [
    'a former owner who is the listed disabled one',
    { owners: { owen: 'disabled' }, former: { owen: 9 }, steps: `manager mona > ${rest}` },
  ],
  [
    'two former owners, one more recent',
    { former: { owen: 9, olga: 3 }, steps: `previousOwner olga > manager mona max > ${rest}` },
  ],
  [
    'two former owners who left together',
    { former: { owen: 3, olga: 3 }, steps: `previousOwner owen olga > manager mona max > ${rest}` },
  ],
  [
    'the more recent former owner deleted',
    {
      former: { owen: 9, olga: 3 },
      accounts: { olga: 'deleted' },
      steps: `previousOwner owen > manager mona max > ${rest}`,
    },
  ],
  [
    'the more recent former owner disabled',
    {
      former: { owen: 9, olga: 3 },
      accounts: { olga: 'disabled' },
      steps: `previousOwner owen > manager mona max > ${rest}`,
    },
  ],
  [
    'a former owner who is a guest now',
    { former: { owen: 9 }, accounts: { owen: 'guest' }, steps: `manager mona > ${rest}` },
  ],
  ['a deleted former owner', { former: { owen: 9 }, accounts: { owen: 'deleted' }, steps: `manager mona > ${rest}` }],
  [
    'a deleted former owner, and a channel',
    {
      former: { owen: 9 },
      accounts: { owen: 'deleted' },
      isChannelSet: true,
      steps: 'manager mona > nextManager nora > administratorsChannel ops > administrator ada',
    },
  ],
  [
    'two deleted former owners',
    {
      former: { owen: 9, olga: 3 },
      accounts: { owen: 'deleted', olga: 'deleted' },
      steps: `manager mona max > ${rest}`,
    },
  ],
  [
    'a deleted former owner with a disabled manager',
    { former: { owen: 9 }, accounts: { owen: 'deleted', mona: 'disabled' }, steps: rest },
  ],
  [
    'a deleted former owner with a deleted manager',
    { former: { owen: 9 }, accounts: { owen: 'deleted', mona: 'deleted' }, steps: rest },
  ],
  [
    'a deleted former owner with a manager who is a guest',
    { former: { owen: 9 }, accounts: { owen: 'deleted', mona: 'guest' }, steps: rest },
  ],
  [
    'a former owner with a disabled manager',
    { former: { owen: 9 }, accounts: { mona: 'disabled' }, steps: `previousOwner owen > ${rest}` },
  ],
  [
    'nobody left up to the third',
    {
      former: { owen: 9 },
      accounts: { owen: 'deleted', mona: 'deleted', nora: 'deleted' },
      steps: 'administrator ada',
    },
  ],
  [
    'nobody left up to the third, and no administrator',
    {
      former: { owen: 9 },
      accounts: { owen: 'deleted', mona: 'disabled', nora: 'disabled' },
      hasNoAdministrator: true,
      steps: '',
    },
  ],
  [
    'a former owner whom nobody manages',
    { former: { owen: 9 }, isManagedByNobody: ['owen'], steps: 'previousOwner owen > administrator ada' },
  ],
  [
    'a deleted former owner whom nobody managed',
    { former: { owen: 9 }, accounts: { owen: 'deleted' }, isManagedByNobody: ['owen'], steps: 'administrator ada' },
  ],
  [
    'a manager whom nobody manages',
    {
      former: { owen: 9 },
      accounts: { owen: 'deleted' },
      isManagedByNobody: ['mona'],
      steps: 'manager mona > administrator ada',
    },
  ],
  [
    'an owner whom nobody manages',
    { owners: { owen: 'live' }, isManagedByNobody: ['owen'], steps: 'owner owen > administrator ada' },
  ],
  [
    'a former owner who manages another one',
    {
      former: { owen: 9, mona: 3 },
      accounts: { owen: 'deleted' },
      steps: `previousOwner mona > manager nora > administrator ada`,
    },
  ],
  [
    'an owner who manages a disabled one',
    { owners: { owen: 'disabled', mona: 'live' }, steps: `owner mona > manager nora > administrator ada` },
  ],
  ['an administrator who owns it', { owners: { ada: 'live' }, steps: 'owner ada' }],
  ['an administrator who owned it', { former: { ada: 2 }, steps: 'previousOwner ada' }],
  [
    'an administrator who owns it, and a channel',
    { owners: { ada: 'live' }, isChannelSet: true, steps: 'owner ada > administratorsChannel ops' },
  ],
  [
    'a disabled owner and a former one',
    { owners: { owen: 'disabled' }, former: { olga: 5 }, steps: `previousOwner olga > manager mona max > ${rest}` },
  ],
  [
    'a guest and a former owner who is gone',
    {
      owners: { owen: 'guest' },
      former: { olga: 5 },
      accounts: { olga: 'deleted' },
      steps: `manager mona max > ${rest}`,
    },
  ],
  [
    'a disabled owner who has changed teams',
    { owners: { owen: 'disabled' }, managedNow: { owen: 'max' }, steps: `manager mona > ${rest}` },
  ],
  [
    'a former owner who has changed teams',
    { former: { owen: 9 }, managedNow: { owen: 'max' }, steps: `previousOwner owen > manager mona > ${rest}` },
  ],
  [
    'a disabled owner who has changed teams and whose manager then is disabled',
    {
      owners: { owen: 'disabled' },
      managedNow: { owen: 'max' },
      accounts: { mona: 'disabled' },
      steps: `manager max > ${rest}`,
    },
  ],
  [
    'a disabled owner who has changed teams and whose manager then is deleted',
    {
      owners: { owen: 'disabled' },
      managedNow: { owen: 'max' },
      accounts: { mona: 'deleted' },
      steps: `manager max > ${rest}`,
    },
  ],
  [
    'a robot and a former owner',
    { hasRobotOwner: true, former: { olga: 5 }, steps: `previousOwner olga > manager max > ${rest}` },
  ],
  [
    'a disabled owner whose manager is disabled, and no administrator',
    {
      owners: { owen: 'disabled' },
      accounts: { mona: 'disabled' },
      hasNoAdministrator: true,
      steps: 'nextManager nora',
    },
  ],
  [
    'a disabled owner, no administrator, a channel',
    {
      owners: { owen: 'disabled' },
      isChannelSet: true,
      hasNoAdministrator: true,
      steps: 'manager mona > nextManager nora > administratorsChannel ops',
    },
  ],
]

describe('the line of people who may be told', () => {
  it.each(cases)('for %s', (_, one) => {
    expect(inWords(build(one))).toBe(one.steps)
  })
})
