/** Runs work under the same name one after the other, in the order in which it came, and work under others beside it. */
export type InTurn = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>

export function takeTurns(): InTurn {
  const ends = new Map<string, Promise<unknown>>()
  return (name, work) => {
    const before = ends.get(name) ?? Promise.resolve()
    const result = before.then(work)
    // One that fails holds up nobody.
    const end = result.then(leave, leave)
    function leave(): void {
      if (ends.get(name) === end) ends.delete(name)
    }
    ends.set(name, end)
    return result
  }
}
