import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../src')
const verbs = ['scan', 'plan', 'notify', 'decide', 'rotate', 'record']
const adapters = ['graph', 'tables', 'vault', 'teams', 'mail', 'web', 'entra', 'rotate/destinations']
const sdk = /^(@azure\/|@microsoft\/|botbuilder|botframework|restify|adaptive)/

interface Import {
  readonly from: string
  readonly room: string
  /** A folder or top-level file below src, or the name of a package. */
  readonly to: string
  readonly isOwn: boolean
}

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
const imports = sources.flatMap((file) => importsOf(file))

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g)].map((match) => match[1] ?? '')
  return specifiers.map((specifier) => {
    const isOwn = specifier.startsWith('.')
    const target = isOwn ? relative(root, resolve(root, dirname(file), specifier)) : specifier
    return { from: file, room: roomOf(file), to: isOwn ? roomOf(target) : target, isOwn }
  })
}

/** Destinations are adapters, although they live beside the steps that use them. */
function roomOf(file: string): string {
  if (file.startsWith('rotate/destinations')) return 'rotate/destinations'
  return file.split('/')[0] ?? file
}

function offenders(rooms: readonly string[], isAllowed: (one: Import) => boolean): string[] {
  return imports.filter((one) => rooms.includes(one.room) && !isAllowed(one)).map(({ from, to }) => `${from} → ${to}`)
}

describe('the house', () => {
  it('has imports to check in every room', () => {
    for (const room of [...verbs.filter((verb) => verb !== 'record'), 'domain', 'cards']) {
      expect(
        imports.some((one) => one.room === room),
        room,
      ).toBe(true)
    }
  })

  it('keeps domain to itself', () => {
    expect(offenders(['domain'], ({ to, isOwn }) => isOwn && to === 'domain')).toEqual([])
  })

  it('lets plan and cards see only the domain, and cards their template engine', () => {
    const isAllowed = ({ to, room, isOwn }: Import) =>
      isOwn ? to === 'domain' || to === room : room === 'cards' && to === 'adaptivecards-templating'
    expect(offenders(['plan', 'cards'], isAllowed)).toEqual([])
  })

  it('keeps domain, plan and cards synchronous and without a clock of their own', () => {
    const impure = sources
      .filter((file) => ['domain', 'plan', 'cards'].includes(roomOf(file)))
      .filter((file) =>
        /\bawait\b|\basync\b|Date\.now\(|new Date\(\)|\bfetch\(|Math\.random/.test(
          readFileSync(join(root, file), 'utf8'),
        ),
      )
    expect(impure).toEqual([])
  })

  it('lets verbs see the domain and the ports, never an SDK and never each other', () => {
    const isAllowed = ({ to, room, isOwn }: Import) =>
      isOwn ? to === 'domain' || to === 'ports.ts' || to === room : !sdk.test(to)
    expect(offenders(verbs, isAllowed)).toEqual([])
  })

  it('lets ports see only the domain, and everybody else see them through ports.ts', () => {
    expect(offenders(['ports', 'ports.ts'], ({ to }) => to === 'domain' || to === 'ports')).toEqual([])
    const around = imports.filter(({ to, room }) => to === 'ports' && room !== 'ports' && room !== 'ports.ts')
    expect(around).toEqual([])
  })

  it('lets nothing but app-context.ts construct adapters', () => {
    const outside = imports.filter(
      ({ to, room, isOwn }) =>
        isOwn && adapters.includes(to) && to !== room && room !== 'app-context.ts' && room !== 'sandbox',
    )
    expect(outside.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
  })

  it('reads the environment in config/env.ts alone', () => {
    const readers = sources.filter((file) => /\bprocess\.env\b/.test(readFileSync(join(root, file), 'utf8')))
    expect(readers.filter((file) => roomOf(file) !== 'sandbox')).toEqual(['config/env.ts'])
  })

  it('keeps adapters from calling the sequences that use them, but for the bot, which is one', () => {
    const callers = imports.filter(
      ({ to, room, isOwn }) => isOwn && to === 'run' && adapters.includes(room) && room !== 'teams',
    )
    expect(callers.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
  })

  it('never loads the sandbox from the service', () => {
    expect(imports.filter(({ to, room, isOwn }) => isOwn && to === 'sandbox' && room !== 'sandbox')).toEqual([])
  })
})
