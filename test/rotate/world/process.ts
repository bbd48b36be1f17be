/**
 * What becomes of the call at which a process stands. `death` and `deathAfter` end the process too; `replyLate` takes
 * effect now, and the process stands until it is told to go on once more.
 */
export const fates = ['goes', 'failBefore', 'failAfter', 'replyLate', 'denied', 'death', 'deathAfter'] as const
export type Fate = (typeof fates)[number]

interface Pending {
  run(fate: Fate): Promise<void>
}

function isDeath(fate: Fate): boolean {
  return fate === 'death' || fate === 'deathAfter'
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
  /** Calls made at once wait together and go on one after the other. */
  let pending: Pending[] = []
  let stands = Promise.withResolvers<void>()

  function rest(): void {
    stands.resolve()
  }

  function end(): void {
    life += 1
    isBusy = false
    pending = []
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
      const current = pending.shift()
      if (current === undefined) return
      stands = Promise.withResolvers()
      await current.run(fate)
      if (pending.length > 0) rest()
      await stands.promise
    },

    call<T>({ effect, failure }: Call<T>): Promise<T> {
      const mine = life
      const issuedAt = now()
      const { promise, resolve, reject } = Promise.withResolvers<T>()
      pending.push({
        async run(fate) {
          if (fate === 'death') return end()
          if (fate === 'failBefore' || fate === 'denied') return reject(failure(fate))
          try {
            const result = await effect(now() - issuedAt)
            if (mine !== life) return
            if (fate === 'deathAfter') return end()
            if (fate === 'failAfter') return reject(failure(fate))
            if (fate === 'replyLate')
              pending.unshift({ run: async (next) => (isDeath(next) ? end() : resolve(result)) })
            else resolve(result)
          } catch (error) {
            reject(error)
          }
        },
      })
      rest()
      return promise
    },
  }
}

export type Process = ReturnType<typeof createProcess>
