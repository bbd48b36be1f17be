/** What becomes of the call at which a process stands. `death` and `deathAfter` end the process too. */
export const fates = ['goes', 'failBefore', 'failAfter', 'denied', 'death', 'deathAfter'] as const
export type Fate = (typeof fates)[number]

interface Pending {
  run(fate: Fate): void
}

/** How one call goes under a fate: the effect, what it throws instead, and what it throws although it took effect. */
export interface Call<T> {
  readonly effect: (waitedMs: number) => Promise<T>
  readonly failure: (fate: Fate) => Error
}

/**
 * A process that stands still before each of its calls until it is told to go on: every call is a point at which others
 * may come in between, for as long as anyone likes.
 */
export function createProcess(now: () => number, onError: (error: unknown) => void) {
  let life = 0
  let isBusy = false
  let pending: Pending | undefined
  let stands = Promise.withResolvers<void>()

  function rest(): void {
    stands.resolve()
  }

  function end(): void {
    life += 1
    isBusy = false
    pending = undefined
    rest()
  }

  return {
    get isIdle() {
      return !isBusy
    },

    /** Starts something; returns when it stands before its first call, or is done. */
    begin(activity: () => Promise<unknown>): Promise<void> {
      life += 1
      const mine = life
      isBusy = true
      stands = Promise.withResolvers()
      void activity()
        .catch(onError)
        .then(() => {
          if (mine === life) end()
        })
      return stands.promise
    },

    /** Lets the call before which it stands go on; returns when it stands before the next one, or is done or dead. */
    async step(fate: Fate): Promise<void> {
      const current = pending
      if (current === undefined) return
      pending = undefined
      stands = Promise.withResolvers()
      current.run(fate)
      await stands.promise
    },

    call<T>({ effect, failure }: Call<T>): Promise<T> {
      const mine = life
      const issuedAt = now()
      const { promise, resolve, reject } = Promise.withResolvers<T>()
      pending = {
        run(fate) {
          if (fate === 'death') return end()
          if (fate === 'failBefore' || fate === 'denied') return reject(failure(fate))
          effect(now() - issuedAt).then((result) => {
            if (mine !== life) return
            if (fate === 'deathAfter') return end()
            if (fate === 'failAfter') return reject(failure(fate))
            resolve(result)
          }, reject)
        },
      }
      rest()
      return promise
    },
  }
}

export type Process = ReturnType<typeof createProcess>
