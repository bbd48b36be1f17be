/** "1,200" */
export function grouped(count: number): string {
  return count.toLocaleString('en-US')
}

/** "1 application", "1,200 applications" */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${count === 1 ? noun : `${noun}s`}`
}

/** Tells of what a list left out; empty where it left out nothing. */
export function andMore(count: number): string {
  return count > 0 ? `and ${grouped(count)} more` : ''
}
