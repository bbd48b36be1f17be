import { describe, expect, it } from 'vitest'
import type { Standing } from '../../../src/decide/actor.ts'
import { assignOwner } from '../../../src/decide/ownership/assign-owner.ts'
import type { Owner } from '../../../src/domain/person.ts'
import type { Policy } from '../../../src/domain/policy.ts'
import type { AppContext, CurrentApplication, Directory } from '../../../src/ports.ts'
import { aCurrentApplication, anApplication, anOwner, aPerson, now } from '../../support/builders.ts'
import { aDirectory } from '../../support/scripted-directory.ts'
import { silentLog } from '../../support/silent-log.ts'

const [actor, other] = [aPerson(), aPerson()]

function anApplicationOf(...owners: Owner[]): CurrentApplication {
  return aCurrentApplication({ holder: anApplication({ owners }) })
}

/** What comes of `actor` naming `personId` with this standing. */
function assign(
  application: CurrentApplication,
  standing: Standing,
  personId: string,
  answers: Partial<Directory> = {},
  handOver?: 'true',
) {
  const people = new Map([actor, other].map((person) => [person.personId, { ...person, manager: null }]))
  const directory = aDirectory({
    people: async () => new Map([...people].filter(([id]) => id === personId)),
    addOwner: async () => 'added',
    permissionsOf: async () => [],
    ...answers,
  })
  const policy = {
    highPrivilegePermissions: ['Directory.ReadWrite.All'],
    administrators: { personIds: [], groupId: undefined },
  } as unknown as Policy
  const powers = { directory, policy, log: silentLog, clock: { now: () => now }, audit: { record: async () => {} } }
  const { kind, objectId } = application.holder
  const action = { verb: 'assignOwner' as const, kind, objectId, personId, ...(handOver && { handOver }) }
  return assignOwner(powers as unknown as AppContext, application, { person: actor, standing }, action)
}

describe('an owner who adds somebody', () => {
  const own = anApplicationOf(anOwner(actor))

  it('adds them at once where the application is harmless', async () => {
    expect(await assign(own, 'owner', other.personId)).toMatchObject({ is: 'newOwner' })
  })

  it('leaves it to them on their wish', async () => {
    const removeOwner = async () => 'removed' as const
    expect(await assign(own, 'owner', other.personId, { removeOwner }, 'true')).toMatchObject({
      is: 'newOwner',
      leaver: { personId: actor.personId },
    })
  })

  it('stays an owner of a service principal as long as they own its application', async () => {
    const holder = anApplication({ kind: 'servicePrincipal', owners: [anOwner(actor)] })
    const removeOwner = async () => 'absent' as const
    const assigned = assign(aCurrentApplication({ holder }), 'owner', other.personId, { removeOwner }, 'true')
    expect(await assigned).toMatchObject({ is: 'newOwner', leaver: null, news: expect.stringContaining('still own') })
  })

  it('needs an administrator where nobody knows what the application may do', async () => {
    const permissionsOf = () => Promise.reject(new Error('denied'))
    expect(await assign(own, 'owner', other.personId, { permissionsOf })).toMatchObject({
      is: 'nominate',
      isRiskUnknown: true,
    })
  })
})

describe('an administrator', () => {
  const orphan = anApplicationOf()

  it('adds somebody else to an orphan at once', async () => {
    expect(await assign(orphan, 'administrator', other.personId)).toMatchObject({ is: 'newOwner' })
  })

  it('needs a second person to take it over themselves', async () => {
    const nominated = await assign(orphan, 'administrator', actor.personId)
    expect(nominated).toMatchObject({ is: 'nominate', nominee: { personId: actor.personId } })
  })

  it('joins the owners of what is owned at once', async () => {
    expect(await assign(anApplicationOf(anOwner()), 'administrator', actor.personId)).toMatchObject({ is: 'newOwner' })
  })
})
