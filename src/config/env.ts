import process from 'node:process'

/** Settings as the environment gives them: names to texts. An empty text counts as not set. */
export type Env = Readonly<Record<string, string | undefined>>

/** The only reader of the process environment. */
export function readEnv(): Env {
  return { ...process.env }
}
