import fc from 'fast-check'
import { type Actor, type Click, clicks, type ModelWorld, type User, users, workers } from './model-world.ts'
import { type PlaceMood, placeMoods } from './place.ts'
import { type Fate, fates } from './process.ts'

/** Nothing is predicted: the oracle of the world judges each effect, so the model has no state of its own. */
type Nothing = Record<string, never>
type Step = fc.AsyncCommand<Nothing, ModelWorld>

const SECOND_MS = 1_000
const HOUR_MS = 3_600_000

/** What may happen next; `when` keeps apart what cannot happen now. */
function step(name: string, run: (world: ModelWorld) => Promise<void> | void, when = (_: ModelWorld) => true): Step {
  return {
    check: () => true,
    async run(_, world) {
      if (!when(world)) return
      world.trace.push(`-- ${name}`)
      await run(world)
      if (world.oracle.violations.length > 0) throw new Error(explain(world))
    },
    toString: () => name,
  }
}

/** The calls that led there, the last of them only: a story is longer than what matters. */
export function explain({ oracle, trace }: ModelWorld): string {
  return `${oracle.violations.join('\n')}\n${trace.slice(-120).join('\n')}`
}

const actor = fc.constantFrom<Actor>(...workers, ...users)
const place = fc.constantFrom('one', 'two')

/** A few calls, or whole steps: what is in the middle of something stays there while others do much, or little. */
const calls = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 4 }) }, fc.integer({ min: 5, max: 60 }))

const goes = fc
  .tuple(actor, calls)
  .map(([who, times]) => step(`${who} makes ${times} calls`, (world) => world.go(who, times)))

/** The usual course: time passes until something is due, and one worker does it. */
const due = fc
  .tuple(fc.constantFrom<Actor>('worker 1', 'worker 2', 'worker 3'), fc.constantFrom(12, 30, 200))
  .map(([who, times]) =>
    step(`${who} makes ${times} calls when due`, async (world) => {
      world.untilDue()
      await world.go(who, times)
    }),
  )

const clicked = fc
  .tuple(fc.constantFrom<User>(...users), fc.constantFrom<Click>('rotate', 'undo', ...clicks), calls)
  .map(([who, verb, times]) =>
    step(
      `${who} clicks ${verb} and makes ${times} calls`,
      async (world) => {
        await world.click(who, verb)
        await world.go(who, times)
      },
      (world) => world.isIdle(who),
    ),
  )

const passing = fc
  .constantFrom(5 * SECOND_MS, 20 * SECOND_MS, 61 * SECOND_MS, 300 * SECOND_MS, HOUR_MS, 8 * HOUR_MS)
  .map((ms) =>
    step(`${ms / SECOND_MS} s pass`, (world) => {
      world.clock.at += ms
    }),
  )

const fate = fc.tuple(actor, fc.constantFrom<Fate>(...fates.filter((one) => one !== 'goes'))).map(([who, what]) =>
  step(
    `${who} meets ${what}`,
    (world) => world.meet(who, what),
    (world) => !world.isIdle(who),
  ),
)

const mood = fc.tuple(place, fc.constantFrom<PlaceMood>('ready', ...placeMoods)).map(([name, is]) =>
  step(`place ${name} is ${is}`, ({ places }) => {
    if (places[name] !== undefined) places[name].mood = is
  }),
)

/** Undone halfway: one place takes the old secret back, another does not. */
const halfUndone = fc.tuple(fc.constantFrom<User>(...users), place).map(([who, name]) =>
  step(
    `${who} clicks undo while place ${name} is refusing`,
    async (world) => {
      const refusing = world.places[name]
      if (refusing !== undefined) refusing.mood = 'refusing'
      await world.click(who, 'undo')
      await world.go(who, 60)
      if (refusing !== undefined) refusing.mood = 'ready'
    },
    (world) => world.isIdle(who),
  ),
)

/** Somebody puts another secret there, one that signs in. */
const overwriting = place.map((name) =>
  step(`somebody overwrites place ${name}`, ({ places, entra }) => places[name]?.putByHand(entra.foreign.text)),
)

/**
 * Somebody goes back to the old one while it soaks, and while nobody is looking: Keyturn has to see it before it removes
 * the old one.
 */
const rollingBack = place.map((name) =>
  step(`somebody puts the old secret back into place ${name}`, async (world) => {
    for (const who of [...workers, ...users]) if (!world.isIdle(who)) await world.go(who, 200)
    const { places, oracle } = world
    const isQuiet = [...oracle.heads.values()].every(({ state }) => quietStates.includes(state))
    if (isQuiet && places[name]?.isOpen) places[name].putByHand(oracle.current().text)
  }),
)
const quietStates: readonly string[] = ['soaking', 'done', 'failed', 'cancelled']

const lagging = fc
  .constantFrom(0, 10, 90, 2_700)
  .map((seconds) => step(`sign-ins lag ${seconds} s`, ({ entra }) => entra.lag(seconds * SECOND_MS)))

/** For less time than the rotation takes to believe what a reading does not show. */
const readingLate = fc
  .tuple(fc.constantFrom(0, 5, 20, 50), fc.boolean())
  .map(([seconds, everySecond]) =>
    step(`${everySecond ? 'every second reading is' : 'readings are'} ${seconds} s late`, ({ entra }) =>
      entra.readLate(seconds * SECOND_MS, everySecond),
    ),
  )

/** An owner leaves, or comes back: whoever approved a rotation has to be entitled until its end. */
const leaving = fc.tuple(fc.nat(1), fc.boolean()).map(([index, isBarred]) =>
  step(`owner ${index + 1} may ${isBarred ? 'not ' : ''}decide`, ({ entra, barred }) => {
    const personId = String(entra.owners[index]?.personId)
    if (isBarred) barred.add(personId)
    else barred.delete(personId)
  }),
)

/** A stranger names a secret as an attempt would be named, or as if some other rotation had made it. */
const forging = fc
  .constantFrom('rot/00000000-0000-4000-8000-000000000000/1', undefined)
  .map((marker) => step(`a stranger forges the marker ${marker ?? 'of the attempt'}`, ({ forge }) => forge(marker)))

export const steps = fc.commands(
  [
    goes,
    goes,
    goes,
    due,
    due,
    due,
    clicked,
    clicked,
    passing,
    fate,
    mood,
    halfUndone,
    overwriting,
    rollingBack,
    lagging,
    readingLate,
    leaving,
    forging,
  ],
  { maxCommands: 60, size: 'max' },
)
