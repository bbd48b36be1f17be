import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { KeyturnError } from '../../src/domain/errors.ts'
import { attemptMarker, runningStates } from '../../src/domain/rotation.ts'
import type { Destination, Verification } from '../../src/ports.ts'
import { advanceRotation } from '../../src/rotate/advance-rotation.ts'
import { confirmRotation, removeOldNow } from '../../src/rotate/confirm-rotation.ts'
import { reapLeftovers } from '../../src/rotate/reap-leftovers.ts'
import { resumeRotation } from '../../src/rotate/resume-rotation.ts'
import type { RotatePowers } from '../../src/rotate/rotate-powers.ts'
import { startRotation } from '../../src/rotate/start-rotation.ts'
import { undoRotation } from '../../src/rotate/undo-rotation.ts'
import { aCredential, inDays } from '../support/builders.ts'
import { type CrashWorld, createCrashWorld } from './world/crash-world.ts'

const hour = 3_600_000

/** A rotation into two places, each a part of which may behave as a test says, taken on by one worker. */
async function aRotation(override: (powers: RotatePowers, world: CrashWorld) => Partial<RotatePowers> = () => ({})) {
  const world = createCrashWorld()
  const plain = world.powers()
  const powers: RotatePowers = { ...plain, ...override(plain, world) }
  await world.order()
  return {
    world,
    powers,
    stored: () => world.stored(),
    /** Until it needs a person, has ended, is in this state, or the time is over. */
    async run(until?: string, forMs = 400 * hour) {
      const end = world.clock.at + forMs
      for (;;) {
        const rotation = await world.stored()
        if (rotation.state === until || !runningStates.includes(rotation.state)) return rotation
        const at = Math.max(world.clock.at + 1_000, rotation.nextStepAt.getTime())
        if (at > end) {
          world.clock.at = end
          return rotation
        }
        world.clock.at = at
        await advanceRotation(powers, rotation)
      }
    },
    async undo() {
      return undoRotation(powers, await world.stored(), world.owner)
    },
    kinds: async () => (await world.stores.notices.open()).map(({ kind }) => kind),
  }
}

/** The webhook's place with another answer to `verify`. */
function verifying(powers: RotatePowers, answer: (deliveryId: string) => Verification | undefined) {
  const place = powers.destinations.webhook as Destination
  const verify: Destination['verify'] = async (target, receipt, facts) =>
    answer(facts.deliveryId) ?? (await place.verify(target, receipt, facts))
  return { destinations: { ...powers.destinations, webhook: { ...place, verify } } as RotatePowers['destinations'] }
}

describe('Undo', () => {
  it('is refused once the old secret has expired, and takes nothing away', async () => {
    const { world, run, undo } = await aRotation()
    await run('soaking')
    world.clock.at = inDays(11).getTime()
    expect(await undo()).toMatchObject({ is: 'refused', why: expect.stringContaining('expired') })
    expect(world.entra.own().length).toBe(2)
  })

  it('keeps the new secret until each place uses the previous one again', async () => {
    let isBuilt = false
    const building = { is: 'notYet', problem: 'still building' } as const
    const { world, run, undo, stored } = await aRotation((powers) =>
      verifying(powers, (id) => (id.includes('undo') && !isBuilt ? building : undefined)),
    )
    await run('soaking')
    await undo()
    expect(await run(undefined, 2 * hour)).toMatchObject({ state: 'compensating' })
    expect(world.places.two?.text).toBe('old-text')
    expect(world.entra.own().length).toBe(2)
    isBuilt = true
    expect((await run()).state).toBe('cancelled')
    expect(world.entra.own().map(({ keyId }) => keyId)).toEqual([(await stored()).old.keyId])
  })

  it.each([
    ['the tenant has no report', undefined],
    ['the report is empty', new Map<string, Date>()],
  ])('waits for a person where a place cannot show what it uses and %s', async (_, report) => {
    const ask = { is: 'unprovable', ask: 'Look at the shop.' } as const
    const { world, powers, run, undo, stored } = await aRotation((plain) => ({
      ...verifying(plain, (id) => (id.includes('undo') ? ask : undefined)),
      directory: { ...plain.directory, lastSignIns: async () => report },
    }))
    await run('soaking')
    await undo()
    const waiting = await run(undefined, 100 * hour)
    expect(waiting).toMatchObject({
      state: 'compensating',
      deliveries: [{}, { state: 'askingBack', problem: ask.ask }],
    })
    expect(world.entra.own().length).toBe(2)
    await confirmRotation(powers, await stored(), world.owner)
    expect((await run()).state).toBe('cancelled')
    expect(world.entra.own().length).toBe(1)
  })

  it('goes on by itself after a day in which nothing signed in with the new one', async () => {
    const { world, run, undo } = await aRotation((powers) =>
      verifying(powers, (id) => (id.includes('undo') ? { is: 'unprovable', ask: 'Look.' } : undefined)),
    )
    await run('soaking')
    await undo()
    expect((await run(undefined, 23 * hour)).state).toBe('compensating')
    expect((await run(undefined, 8 * hour)).state).toBe('cancelled')
    expect(world.entra.own().length).toBe(1)
  })

  it('believes only after several looks that the new secret was not there to remove', async () => {
    let lagging = 2
    const { world, run, undo } = await aRotation((powers) => ({
      credentials: {
        ...powers.credentials,
        removePassword: async (holder, keyId) =>
          lagging-- > 0 ? 'absent' : powers.credentials.removePassword(holder, keyId),
      },
    }))
    await run('soaking')
    await undo()
    expect((await run()).state).toBe('cancelled')
    expect(world.entra.own().length).toBe(1)
  })

  it('stops and says why where Entra refuses to remove the new secret', async () => {
    const { run, undo, kinds } = await aRotation((powers) => ({
      credentials: {
        ...powers.credentials,
        removePassword: async () => {
          throw new KeyturnError('directory-denied', 'Grant Application.ReadWrite.All.')
        },
      },
    }))
    await run('soaking')
    await undo()
    expect(await run()).toMatchObject({ state: 'parked', problem: expect.stringContaining('Grant') })
    expect(await kinds()).toContain('parked')
  })

  it('reaches a place that nobody configures any more', async () => {
    let isConfigured = true
    const { world, powers, run, undo, stored } = await aRotation((plain) => ({
      ...verifying(plain, (id) => (id.includes('undo') ? undefined : { is: 'refused', problem: 'no' })),
      configured: {
        ...plain.configured,
        about: async (objectId) => (await plain.configured.about(objectId)).slice(isConfigured ? 0 : 1),
      },
    }))
    expect((await run()).state).toBe('parked')
    isConfigured = false
    await resumeRotation(powers, await stored(), world.owner)
    expect((await run()).state).toBe('parked')
    await undo()
    expect((await run()).state).toBe('cancelled')
    expect([world.places.one?.text, world.places.two?.text]).toEqual(['old-text', 'old-text'])
  })
})

describe('a new secret that somebody removed in Entra', () => {
  it('is delivered nowhere, and the rotation waits for a person', async () => {
    const { world, run, kinds } = await aRotation((powers) => {
      const place = powers.destinations.keyVault as Destination
      const write: Destination['write'] = async (target, delivered) => {
        const outcome = await place.write(target, delivered)
        world.entra.secrets.delete(delivered.keyId)
        world.places.one?.putByHand('old-text')
        return outcome
      }
      return { destinations: { ...powers.destinations, keyVault: { ...place, write } } as RotatePowers['destinations'] }
    })
    expect(await run()).toMatchObject({ state: 'parked', problem: expect.stringContaining('removed the new') })
    expect(world.places.two?.text).toBe('old-text')
    expect(await kinds()).toContain('parked')
  })

  it('keeps the old one, also at the last moment', async () => {
    const { world, run, stored, kinds } = await aRotation((powers, { entra, places }) => ({
      rotations: {
        ...powers.rotations,
        move: async (from, to, event) => {
          if (to.state === 'retiring' && from.state === 'soaking') {
            entra.secrets.delete(String(to.newKeyId))
            for (const place of Object.values(places)) place.putByHand('old-text')
          }
          return powers.rotations.move(from, to, event)
        },
      },
    }))
    expect((await run()).state).toBe('parked')
    expect(world.entra.secrets.has((await stored()).old.keyId)).toBe(true)
    expect(await kinds()).toContain('parked')
  })

  it('is believed to be gone only after several looks', async () => {
    let lagging = 3
    const { run } = await aRotation((powers, world) => ({
      directory: {
        ...powers.directory,
        holder: async (kind, objectId) => {
          const found = await powers.directory.holder(kind, objectId)
          const rotation = await world.stored()
          if (found === undefined || rotation?.state !== 'soaking' || lagging-- <= 0) return found
          return { ...found, credentials: found.credentials.filter(({ keyId }) => keyId !== rotation.newKeyId) }
        },
      },
    }))
    expect((await run()).state).toBe('done')
  })
})

describe('an application that Entra does not show', () => {
  it.each([
    [3, 'done'],
    [99, 'cancelled'],
  ])('at %i readings ends as %s, and the text stays in the vault', async (readings, end) => {
    let lagging = readings
    const { world, run } = await aRotation((powers) => ({
      directory: {
        ...powers.directory,
        holder: async (kind, objectId) => {
          const rotation = await world.stored()
          if (rotation?.state === 'soaking' && lagging-- > 0) return undefined
          return powers.directory.holder(kind, objectId)
        },
      },
    }))
    expect((await run()).state).toBe(end)
    expect(world.vault.size).toBe(1)
  })
})

describe('Confirm deployed after whoever approved it has left', () => {
  it('asks the gate again: a place that was overwritten keeps the old one', async () => {
    let mayDecide = true
    const { world, powers, run, stored } = await aRotation(() => ({ isEntitled: async () => mayDecide }))
    await run('soaking')
    mayDecide = false
    expect((await run()).state).toBe('awaitingDeployment')
    mayDecide = true
    world.places.two?.putByHand('old-text')
    await confirmRotation(powers, await stored(), world.owner)
    expect((await run()).state).toBe('done')
    expect(world.places.two?.text).not.toBe('old-text')
  })
})

describe('a destination that is added while a rotation is under way', () => {
  it('keeps the old secret, which it may still use, until a person has seen that it does not', async () => {
    let isAdded = false
    const { world, powers, run, stored } = await aRotation((plain) => ({
      configured: {
        ...plain.configured,
        about: async (objectId) => {
          const all = await plain.configured.about(objectId)
          const added = all.map((one) => ({ ...one, destinationId: `${one.destinationId}-later` }))
          return isAdded ? [...all, ...added] : all
        },
      },
    }))
    await run('soaking')
    isAdded = true
    expect(await run()).toMatchObject({ state: 'awaitingDeployment', problem: expect.stringContaining('was added') })
    expect(world.entra.own().length).toBe(2)
    await confirmRotation(powers, await stored(), world.owner)
    expect((await run()).state).toBe('done')
  })
})

describe('a new secret that Entra suddenly refuses without a known reason', () => {
  it('keeps the old one, and after several looks a person decides', async () => {
    let isOdd = false
    const odd = { is: 'unprovable', why: 'Entra refused the sign-in with status 404.', isLasting: false } as const
    const { world, powers, run, stored } = await aRotation((plain) => ({
      proof: { ...plain.proof, withSecret: async (...of) => (isOdd ? odd : plain.proof.withSecret(...of)) },
    }))
    await run('soaking')
    isOdd = true
    expect(await run()).toMatchObject({ state: 'awaitingDeployment', problem: expect.stringContaining('status 404') })
    expect(world.entra.own().length).toBe(2)
    await confirmRotation(powers, await stored(), world.owner)
    expect((await run()).state).toBe('done')
  })
})

describe('the old secret of an application that has several', () => {
  it.each([
    ['the tenant has no report', undefined],
    ['the report is empty', new Map<string, Date>()],
  ])('waits for a person where %s', async (_, report) => {
    const { world, powers, run, stored } = await aRotation((plain) => ({
      directory: {
        ...plain.directory,
        lastSignIns: async () => report,
        holder: async (kind, objectId) => {
          const found = await plain.directory.holder(kind, objectId)
          const beside = aCredential({ keyId: randomUUID(), endAt: inDays(50) })
          return found && { ...found, credentials: [...found.credentials, beside] }
        },
      },
    }))
    expect(await run()).toMatchObject({ state: 'awaitingDeployment', problem: expect.stringContaining('other valid') })
    await confirmRotation(powers, await stored(), world.owner)
    expect((await run()).state).toBe('done')
  })
})

describe('what a step cannot go on with', () => {
  it('is said, tried again, and left to a person where it is refused for good', async () => {
    const { run, kinds } = await aRotation((powers) => ({
      vault: {
        ...powers.vault,
        read: async () => {
          throw new KeyturnError('vault-denied', 'The vault refused to show the secret.')
        },
      },
    }))
    expect(await run(undefined, 60_000)).toMatchObject({ state: 'escrowed', problem: expect.stringContaining('vault') })
    expect(await run()).toMatchObject({ state: 'parked', problem: expect.stringContaining('vault') })
    expect(await kinds()).toContain('parked')
  })

  it('is told to owners where nothing was made', async () => {
    const { run, kinds } = await aRotation(() => ({ isEntitled: async () => false }))
    expect((await run()).state).toBe('cancelled')
    expect(await kinds()).toEqual(['failed'])
  })

  it('waits an hour at most, whatever a place asks for', async () => {
    const { world, run, stored } = await aRotation((powers) => {
      const place = powers.destinations.webhook as Destination
      const write: Destination['write'] = async () => ({ is: 'later', problem: 'busy', retryAfterMs: 365 * 24 * hour })
      return { destinations: { ...powers.destinations, webhook: { ...place, write } } as RotatePowers['destinations'] }
    })
    await run(undefined, 1 * hour)
    const { nextStepAt } = await stored()
    expect(nextStepAt.getTime() - world.clock.at).toBeLessThanOrEqual(hour)
  })
})

describe('a vault that is written again', () => {
  it('has those that read from it told anew', async () => {
    const { world, run, stored } = await aRotation()
    await run('soaking')
    const first = world.places.two?.deliveryId
    world.places.one?.putByHand('old-text')
    expect((await run()).state).toBe('done')
    expect(world.places.two?.deliveryId).not.toBe(first)
    expect((await stored()).deliveries.map(({ repairs }) => repairs)).toEqual([1, 1])
  })
})

describe('a secret that is removed minutes after it was made', () => {
  it('is believed to be gone only after several looks', async () => {
    let lagging = 3
    const { world, powers, run, stored } = await aRotation((plain) => ({
      credentials: {
        ...plain.credentials,
        removePassword: async (holder, keyId) =>
          lagging-- > 0 ? 'absent' : plain.credentials.removePassword(holder, keyId),
      },
    }))
    await run('soaking')
    await removeOldNow(powers, await stored(), world.owner)
    expect((await run()).state).toBe('done')
    expect(world.entra.own()).toHaveLength(1)
  })
})

describe('a credential that was replaced', () => {
  it('is not replaced again while Entra still shows it', async () => {
    const { world, powers, run, stored } = await aRotation()
    expect((await run()).state).toBe('done')
    const inForce = world.entra.own()
    world.entra.readLate(hour)
    await startRotation(powers, {
      holder: world.application,
      credential: world.old,
      approvedBy: world.owner,
      reason: 'late',
    })
    expect(await run()).toMatchObject({ state: 'cancelled', problem: expect.stringContaining('replaced') })
    expect((await stored()).attempt).toBe(0)
    expect(world.entra.own()).toEqual(inForce)
  })
})

describe('the reaper', () => {
  it('takes what a rotation that was taken back has left in Entra', async () => {
    const { world, powers, run, undo, stored } = await aRotation((plain) => ({
      credentials: { ...plain.credentials, removePassword: async () => 'absent' },
    }))
    await run('soaking')
    await undo()
    expect((await run()).state).toBe('cancelled')
    expect(world.entra.own().length).toBe(2)
    const { holder, rotationId, attempt, newKeyId } = await stored()
    world.clock.at += hour
    const startAt = new Date(world.clock.at - hour)
    const marked = { holder, rotationId, attempt, keyId: String(newKeyId), startAt }
    expect(attemptMarker(marked)).toContain(rotationId)
    await reapLeftovers({ ...powers, credentials: world.powers().credentials }, [marked])
    expect(world.entra.own().length).toBe(1)
    expect(await world.stores.rotations.successors()).toEqual(new Map())
  })
})
