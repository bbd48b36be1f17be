import { expect, test } from 'vitest'
import { z } from 'zod/v4'
import { commands as chatCommands } from '../../src/decide/parse-command.ts'
import { placeholdersOf, readEnvFile, readProjectFile } from '../support/project-file.ts'

const text = readProjectFile('appPackage/manifest.json')
const devEnv = readEnvFile('env/.env.dev')

const shortEnough = (limit: number) =>
  z.string().refine((value) => expand(value).length <= limit, { error: `longer than ${limit} characters` })
const placeholder = (name: string) => z.literal(`\${{${name}}}`)
const scope = z.enum(['personal', 'team', 'groupChat'])

/** The limits of the Teams app manifest schema 1.30, for the parts that Keyturn uses. */
const manifestSchema = z.object({
  $schema: z.literal('https://developer.microsoft.com/en-us/json-schemas/teams/v1.30/MicrosoftTeams.schema.json'),
  manifestVersion: z.literal('1.30'),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  id: placeholder('TEAMS_APP_ID'),
  developer: z.object({
    name: shortEnough(32),
    websiteUrl: z.string(),
    privacyUrl: z.string(),
    termsOfUseUrl: z.string(),
  }),
  icons: z.object({ color: z.literal('color.png'), outline: z.literal('outline.png') }),
  name: z.object({ short: shortEnough(30), full: shortEnough(100) }),
  description: z.object({ short: shortEnough(80), full: shortEnough(4000) }),
  accentColor: z.string().regex(/^#[0-9A-F]{6}$/),
  bots: z.tuple([
    z.object({
      botId: placeholder('BOT_ID'),
      scopes: z.array(scope).length(3),
      commandLists: z
        .array(
          z.object({
            scopes: z.array(scope).min(1),
            triggers: z.tuple([z.literal('mention')]),
            commands: z
              .array(z.object({ title: z.string().min(1).max(32), description: z.string().min(1).max(128) }))
              .max(12),
          }),
        )
        .max(3),
    }),
  ]),
  validDomains: z.tuple([placeholder('BOT_DOMAIN')]),
  webApplicationInfo: z.object({ id: placeholder('BOT_ID') }),
})

const manifest = manifestSchema.parse(JSON.parse(text))
const [bot] = manifest.bots

test('the manifest keeps the limits of its schema', () => {
  expect(manifestSchema.safeParse(JSON.parse(text)).error).toBeUndefined()
})

test('the longest suffix of an environment fits into the short name', () => {
  expect(expand(manifest.name.short)).toBe('Keyturn-dev')
})

test('every placeholder of the manifest is a variable of the environment', () => {
  expect(placeholdersOf(text).filter((name) => !(name in devEnv))).toEqual([])
})

test('the addresses that the manifest shows are https', () => {
  const { websiteUrl, privacyUrl, termsOfUseUrl } = manifest.developer
  for (const url of [websiteUrl, privacyUrl, termsOfUseUrl]) expect(new URL(expand(url)).protocol).toBe('https:')
})

test('each scope of the bot has exactly one command list', () => {
  expect(bot.commandLists.flatMap(({ scopes }) => scopes).sort()).toEqual([...bot.scopes].sort())
})

test('commands are advertised without a slash, and a digest only where there is a channel', () => {
  const everywhere = ['expiring', 'app', 'mine', 'rotate', 'scan', 'status', 'help']
  const titles = (wanted: z.infer<typeof scope>) =>
    bot.commandLists.find(({ scopes }) => scopes.includes(wanted))?.commands.map(({ title }) => title)
  expect(titles('personal')).toEqual(everywhere)
  expect(titles('groupChat')).toEqual(everywhere)
  expect(titles('team')?.toSorted()).toEqual([...everywhere, 'digest'].toSorted())
})

test('every command that is advertised is understood', () => {
  const understood: readonly string[] = chatCommands.map(({ name }) => name)
  const advertised = bot.commandLists.flatMap(({ commands }) => commands.map(({ title }) => title))
  expect(advertised.filter((title) => !understood.includes(title))).toEqual([])
})

test('a command says the same wherever it is listed', () => {
  const said = new Map<string, string>()
  for (const { title, description } of bot.commandLists.flatMap(({ commands }) => commands)) {
    expect(said.get(title) ?? description).toBe(description)
    said.set(title, description)
  }
})

function expand(value: string): string {
  return value.replace(/\$\{\{(\w+)\}\}/g, (_, name: string) => devEnv[name] ?? '')
}
