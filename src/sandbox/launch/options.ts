import { parseArgs } from 'node:util'

export interface SandboxOptions {
  readonly applications: number
  readonly seed: number
  readonly ports: {
    readonly cloud: number
    readonly control: number
    readonly bot: number
    readonly tables: number
    /** Of the first chat; the others follow. */
    readonly playground: number
  }
  readonly withPlaygrounds: boolean
  /** Where Azurite keeps its data from run to run; undefined: in `.sandbox/`, emptied at each start. */
  readonly dataFolder: string | undefined
}

export const helpText = `Keyturn with everything around it, on this machine alone.

  npm run sandbox -- [options]

  --applications N      how many applications the tenant has (300)
  --seed S              another tenant; the same seed makes the same one (1)
  --port P              simulated cloud: Graph, Entra, Key Vault (7443)
  --control-port P      control page (7400)
  --bot-port P          bot (3978)
  --azurite-port P      Azure Tables (10002)
  --playground-port P   first of the four chats (56150)
  --no-playground       without the chats
  --data DIR            keep the tables in DIR from run to run; without it they start empty, in .sandbox/tables
  --help                this text

A port that is taken is replaced by a free one.
`

/** Throws with a sentence for the terminal when an argument is unknown or no number. */
export function parseOptions(args: readonly string[]): SandboxOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      applications: { type: 'string', default: '300' },
      seed: { type: 'string', default: '1' },
      port: { type: 'string', default: '7443' },
      'control-port': { type: 'string', default: '7400' },
      'bot-port': { type: 'string', default: '3978' },
      'azurite-port': { type: 'string', default: '10002' },
      'playground-port': { type: 'string', default: '56150' },
      playground: { type: 'boolean', default: true },
      data: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'

  function number(name: 'applications' | 'seed' | `${string}port`, max = 65_535): number {
    const text = String(Object.entries(values).find(([key]) => key === name)?.[1])
    if (!/^\d{1,9}$/.test(text) || Number(text) > max) {
      throw new Error(`--${name} must be a whole number up to ${max}, not '${text}'.`)
    }
    return Number(text)
  }

  return {
    applications: number('applications', 100_000),
    seed: number('seed', 999_999_999),
    ports: {
      cloud: number('port'),
      control: number('control-port'),
      bot: number('bot-port'),
      tables: number('azurite-port'),
      playground: number('playground-port'),
    },
    withPlaygrounds: values.playground,
    dataFolder: values.data,
  }
}
