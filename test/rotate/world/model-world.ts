import { markedSecrets } from '../../../src/domain/attempt-marker.ts'
import { KeyturnError } from '../../../src/domain/errors.ts'
import type { PersonRef } from '../../../src/domain/person.ts'
import { attemptMarker, type Rotation, runningStates } from '../../../src/domain/rotation.ts'
import type { StoredRotation } from '../../../src/ports.ts'
import { advanceRotation } from '../../../src/rotate/advance-rotation.ts'
import { confirmRotation, removeOldNow } from '../../../src/rotate/confirm-rotation.ts'
import { reapLeftovers } from '../../../src/rotate/reap-leftovers.ts'
import { resumeRotation } from '../../../src/rotate/resume-rotation.ts'
import type { RotatePowers } from '../../../src/rotate/rotate-powers.ts'
import { startRotation } from '../../../src/rotate/start-rotation.ts'
import { undoRotation } from '../../../src/rotate/undo-rotation.ts'
import { inDays } from '../../support/builders.ts'
import { createPowers } from './powers.ts'
import { createProcess, type Fate, type Process } from './process.ts'
import { createRotationWorld, type Places, type RotationWorld } from './rotation-world.ts'

export const workers = ['worker 1', 'worker 2', 'worker 3', 'reaper'] as const
export const users = ['user 1', 'user 2'] as const
export const actors = [...workers, ...users, 'finisher'] as const
export type Actor = (typeof actors)[number]
export type User = (typeof users)[number]

export const clicks = ['rotate', 'confirm', 'undo', 'removeNow'] as const
export type Click = (typeof clicks)[number]

export interface Setting extends Places {
  /** What becomes of processes that still stand somewhere when the story is over. */
  readonly stragglers: 'die' | 'finish first' | 'finish last'
  /** What a person does about a parked rotation in the end. */
  readonly inTheEnd: 'rotate' | 'undo'
}

/** What a test breaks on purpose: the ports that a process gets, made from those that work. */
export type Breakage = (powers: RotatePowers, world: RotationWorld) => RotatePowers

const ROUNDS = 300

/** A rotation among processes that stand still before each call. */
export function createModelWorld(setting: Setting, breakage: Breakage = (powers) => powers) {
  const world = createRotationWorld(setting)
  const { clock, trace, entra, places, oracle, stores } = world
  const processes = Object.fromEntries(
    actors.map((name) => {
      const process = createProcess(
        () => clock.at,
        (error) => {
          if (!(error instanceof KeyturnError)) oracle.check(`${name} met ${String(error)}`, false)
        },
      )
      return [name, { process, powers: breakage(createPowers(world, name, process), world) }]
    }),
  ) as Record<Actor, { process: Process; powers: RotatePowers }>

  const { objectId } = entra.application

  /** One pass over what is open, as the service does every half minute. */
  async function pass(powers: RotatePowers): Promise<void> {
    for (const rotation of await powers.rotations.open()) {
      if (!runningStates.includes(rotation.state) || rotation.nextStepAt > clock.now()) continue
      await advanceRotation(powers, rotation).catch(tolerate)
    }
  }

  /** What the daily scan does about leftovers of attempts. */
  async function reap(powers: RotatePowers): Promise<void> {
    const holder = await powers.directory.holder('application', objectId)
    if (holder !== undefined) await reapLeftovers(powers, markedSecrets(holder))
  }

  async function click(powers: RotatePowers, verb: Click, by: PersonRef): Promise<void> {
    const current = oracle.current()
    const rotation = (await powers.rotations.about(objectId)).find(({ old }) => old.keyId === current.keyId)
    const moved = await decide(powers, verb, by, rotation)
    if (moved !== undefined) await advanceRotation(powers, moved)
  }

  async function decide(
    powers: RotatePowers,
    verb: Click,
    by: PersonRef,
    rotation: StoredRotation | undefined,
  ): Promise<StoredRotation | undefined> {
    const state = rotation?.state
    if (verb === 'rotate' && rotation !== undefined && state === 'parked') return resumeRotation(powers, rotation, by)
    if (verb === 'rotate') return order(powers, by)
    if (rotation === undefined) return undefined
    if (verb === 'confirm' && state === 'awaitingDeployment') return confirmRotation(powers, rotation, by)
    if (verb === 'undo') {
      const undone = await undoRotation(powers, rotation, by)
      return undone.is === 'begun' ? undone.rotation : undefined
    }
    if (verb !== 'removeNow' || !['soaking', 'awaitingDeployment', 'parked'].includes(String(state))) return undefined
    const holder = await powers.directory.holder('application', objectId)
    if (!holder?.credentials.some(({ keyId }) => keyId === rotation.newKeyId)) return undefined
    oracle.waived.add(rotation.rotationId)
    return removeOldNow(powers, rotation, by)
  }

  async function order(powers: RotatePowers, by: PersonRef): Promise<StoredRotation | undefined> {
    const { keyId } = oracle.current()
    const credential = entra.holder().credentials.find((other) => other.keyId === keyId)
    if (credential === undefined) return undefined
    await startRotation(powers, { holder: entra.application, credential, approvedBy: by, reason: 'Rotate' })
    return (await powers.rotations.about(objectId)).find(({ old }) => old.keyId === keyId)
  }

  function tolerate(error: unknown): void {
    if (!(error instanceof KeyturnError)) throw error
  }

  function begin(actor: Actor): Promise<void> {
    const { process, powers } = processes[actor]
    return process.begin(() => (actor === 'reaper' ? reap(powers) : pass(powers)))
  }

  async function finish(actor: Actor): Promise<void> {
    for (let calls = 0; calls < 1_000 && !processes[actor].process.isIdle; calls += 1) {
      await processes[actor].process.step('goes')
    }
  }

  async function finishStragglers(): Promise<void> {
    for (const actor of actors) await finish(actor)
  }

  /** Lets time pass and one process work until nothing is open; a person decides whatever waits for one. */
  async function comeToRest(): Promise<void> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [open] = [...oracle.heads.values()].filter(({ state }) => !['done', 'failed', 'cancelled'].includes(state))
      if (open === undefined) return
      await goOn(open, round)
    }
    oracle.check('the rotation comes to an end', false)
  }

  async function goOn({ state, nextStepAt }: Rotation, round: number): Promise<void> {
    clock.at = Math.max(clock.at + 1_000, runningStates.includes(state) ? nextStepAt.getTime() : 0)
    const { process, powers } = processes.finisher
    const [by] = entra.owners
    if (runningStates.includes(state)) await begin('finisher')
    else if (state === 'awaitingDeployment') await process.begin(() => click(powers, 'confirm', by))
    else {
      // What cannot be undone for good is brought to its end instead.
      const verb = round < 60 ? setting.inTheEnd : 'rotate'
      await process.begin(() => click(powers, verb, by))
    }
    await finish('finisher')
  }

  return {
    clock,
    trace,
    entra,
    places,
    oracle,
    barred: world.barred,
    isIdle: (actor: Actor) => processes[actor].process.isIdle,

    /** So many calls of this actor; a worker without work begins a pass. */
    async go(actor: Actor, calls: number): Promise<void> {
      const { process } = processes[actor]
      if (process.isIdle && actor !== 'user 1' && actor !== 'user 2') await begin(actor)
      for (let call = 0; call < calls && !process.isIdle; call += 1) await process.step('goes')
    },

    async click(user: User, verb: Click): Promise<void> {
      const { process, powers } = processes[user]
      const by = entra.owners[users.indexOf(user)] ?? entra.owners[0]
      trace.push(`${user} clicks ${verb}`)
      if (world.barred.has(by.personId)) return
      await process.begin(() => click(powers, verb, by))
    },

    /** A stranger makes a secret under this name; without one, under the name of the attempt that runs. */
    forge(marker?: string): void {
      const rotation = [...oracle.heads.values()].at(-1)
      const name = marker ?? (rotation && attemptMarker(rotation))
      if (name !== undefined) entra.add(name, 'forged-text', 'stranger', inDays(90))
    },

    meet: (actor: Actor, fate: Fate): Promise<void> => processes[actor].process.step(fate),

    /** Time passes until something is due. */
    untilDue(): void {
      const due = [...oracle.heads.values()].filter(({ state }) => runningStates.includes(state))
      const soonest = Math.min(...due.map(({ nextStepAt }) => nextStepAt.getTime()))
      if (Number.isFinite(soonest)) clock.at = Math.max(clock.at, soonest)
    },

    /** Brings everything to rest and says what does not hold. */
    async complaints(): Promise<readonly string[]> {
      if (oracle.violations.length > 0) return oracle.violations
      for (const place of Object.values(places)) place.mood = 'ready'
      entra.lag(0)
      entra.readLate(0)
      world.barred.clear()
      if (setting.stragglers === 'finish first') await finishStragglers()
      await comeToRest()
      if (setting.stragglers === 'finish last') {
        await finishStragglers()
        await comeToRest()
      }
      await finish('reaper')
      clock.at += 3_600_000
      await begin('reaper')
      await finish('reaper')
      oracle.checkRest(await stores.audit.about(objectId))
      return oracle.violations
    },
  }
}

export type ModelWorld = ReturnType<typeof createModelWorld>
