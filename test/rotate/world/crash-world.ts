import { type Rotation, runningStates } from '../../../src/domain/rotation.ts'
import type { StoredRotation } from '../../../src/ports.ts'
import { advanceRotation } from '../../../src/rotate/advance-rotation.ts'
import type { RotatePowers } from '../../../src/rotate/rotate-powers.ts'
import { startRotation } from '../../../src/rotate/start-rotation.ts'
import { type Caller, createPowers } from './powers.ts'
import type { Call } from './process.ts'
import { createRotationWorld } from './rotation-world.ts'

/** What may happen to one call. `death` and `deathAfter` end the process that made it. */
export const faultKinds = ['failBefore', 'failAfter', 'delay', 'death', 'deathAfter'] as const
export type FaultKind = (typeof faultKinds)[number]

/** Faults by the number of the call, counted over all workers. */
export type Script = ReadonlyMap<number, FaultKind>

/** Begins the line of the trace before a call that does not go well. */
export const MEETS = 'next meets '

const PAST_LEASE_MS = 61_000

/** A rotation into two places. Every call of its ports is numbered and meets what the script says. */
export function createCrashWorld(script: Script = new Map()) {
  const world = createRotationWorld({ one: true, two: 'fields', order: ['one', 'two'], isTwoRequired: true })
  const { clock, stores, entra, oracle, trace } = world
  const { application } = entra
  const old = entra.credential(entra.first)
  const [owner] = entra.owners
  let calls = 0

  /** One process, until it dies: nothing of it ever returns then. */
  function createWorker(): { readonly powers: RotatePowers; readonly died: Promise<void> } {
    const { promise: died, resolve } = Promise.withResolvers<void>()
    const forever = new Promise<never>(() => {})
    let isDead = false

    function die(): Promise<never> {
      isDead = true
      resolve()
      return forever
    }

    async function call<T>({ effect, failure }: Call<T>): Promise<T> {
      if (isDead) return forever
      calls += 1
      const fault = script.get(calls)
      if (fault !== undefined) trace.push(`${MEETS}${fault}`)
      if (fault === 'failBefore') throw failure(fault)
      if (fault === 'death') return die()
      if (fault === 'delay') {
        clock.at += PAST_LEASE_MS
        await work()
      }
      const result = await effect(fault === 'delay' ? PAST_LEASE_MS : 0)
      if (fault === 'failAfter') throw failure(fault)
      if (fault === 'deathAfter') return die()
      return result
    }

    const caller: Caller = { call }
    return { powers: createPowers(world, 'worker', caller), died }
  }

  /** One process that takes up what is open, as the service does every half minute. Returns when it is done or dead. */
  async function work(): Promise<void> {
    const { powers, died } = createWorker()
    for (const rotation of await stores.rotations.open()) {
      if (!runningStates.includes(rotation.state) || rotation.nextStepAt > clock.now()) continue
      await Promise.race([advanceRotation(powers, rotation).catch(() => undefined), died])
    }
  }

  async function head(): Promise<StoredRotation | undefined> {
    const [rotation] = await stores.rotations.about(application.objectId)
    return rotation
  }

  async function stored(): Promise<StoredRotation> {
    const rotation = await head()
    if (rotation === undefined) throw new Error('no rotation was stored')
    return rotation
  }

  /** Whoever gets no answer clicks again, and meets a process that lives. */
  async function persistently(click: (powers: RotatePowers) => Promise<unknown>, isDone: () => Promise<boolean>) {
    for (let clicks = 0; clicks < 6 && !(await isDone()); clicks += 1) {
      const { powers, died } = createWorker()
      await Promise.race([click(powers).catch(() => undefined), died])
    }
  }

  /** Lets time pass and processes work until nothing is left that needs no person, or the rotation is in this state. */
  async function runUntil(state: Rotation['state'] | null): Promise<void> {
    for (let rounds = 0; rounds < 300; rounds += 1) {
      const open = (await stores.rotations.open()).filter((rotation) => runningStates.includes(rotation.state))
      if (open.length === 0 || open.some((rotation) => rotation.state === state)) return
      const soonest = Math.min(...open.map(({ nextStepAt }) => nextStepAt.getTime()))
      clock.at = Math.max(clock.at + 1_000, soonest)
      await work()
    }
    oracle.check('the rotation comes to an end', false)
  }

  return {
    ...world,
    application,
    old,
    owner,
    stored,
    persistently,
    runUntil,
    runToEnd: () => runUntil(null),
    powers: () => createWorker().powers,
    calls: () => calls,

    order: () =>
      persistently(
        (powers) =>
          startRotation(powers, { holder: application, credential: old, approvedBy: owner, reason: 'renewal' }),
        async () => (await head()) !== undefined,
      ),

    /** What does not hold once everything has come to rest. */
    async complaints(): Promise<readonly string[]> {
      await stored()
      oracle.checkRest(await stores.audit.about(application.objectId))
      return oracle.violations
    },
  }
}

export type CrashWorld = ReturnType<typeof createCrashWorld>
