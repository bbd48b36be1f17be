import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseConfig } from '../../src/config/config.ts'
import { settings } from '../../src/config/settings.ts'
import { placeholdersOf, projectFileUrl, readEnvFile, readProjectFile } from '../support/project-file.ts'

const main = readProjectFile('infra/azure.bicep')
const parameters: Record<string, { value: string }> = JSON.parse(
  readProjectFile('infra/azure.parameters.json'),
).parameters
const devEnv = readEnvFile('env/.env.dev')
const templates = readdirSync(projectFileUrl('infra'), { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.bicep'),
)

/** Setting name to the Bicep expression that fills it. */
const appSettings = readAppSettings()

test('the service is given settings it knows, and enough to start', () => {
  const unknown = Object.keys(appSettings).filter((name) => !(name in settings))
  expect(unknown).toEqual([])
  const env = Object.fromEntries(Object.entries(appSettings).map(([name, value]) => [name, deployed(value)]))
  expect(parseConfig(env)).toMatchObject({
    dryRun: true,
    vaultUrl: 'https://keyturn.vault.azure.net',
    bot: { type: 'UserAssignedMsi', authentication: 'required' },
    teams: { appId: undefined },
    administrators: { groupId: undefined },
  })
})

test('further settings that the environment names by example are settings of the service', () => {
  const example = /instance "([^"]+)"/.exec(readProjectFile('env/.env.dev'))?.[1] ?? ''
  const named = example.split(';').map((entry) => entry.split('=')[0] ?? '')
  expect(named.length).toBeGreaterThan(1)
  expect(named.filter((name) => !(name in settings))).toEqual([])
  expect(named.filter((name) => name in appSettings)).toEqual([])
})

test('the platform adds only its own settings', () => {
  const added =
    /union\(moreSettings, settings, \{([^}]*)\}/.exec(readProjectFile('infra/modules/web-app.bicep'))?.[1] ?? ''
  expect([...added.matchAll(/^\s*(\w+):/gm)].map(([, name]) => name)).toEqual(['WEBSITE_RUN_FROM_PACKAGE'])
})

test('no setting is a secret', () => {
  expect(Object.keys(appSettings).filter((name) => /PASSWORD|SECRET|KEY$|CONNECTION_STRING/.test(name))).toEqual([])
})

test.each(templates)('%s neither reads nor returns a secret', (path) => {
  expect(readProjectFile(`infra/${path}`)).not.toMatch(/list(Account)?(Keys|SAS|Secrets)|@secure|getSecret/i)
})

test('a default of the template is the default of the service', () => {
  const compared = Object.entries(settings).flatMap(([name, { fallback }]) => {
    const templateDefault = paramDefaults()[appSettings[name] ?? '']
    return templateDefault === undefined ? [] : [{ name, templateDefault, fallback }]
  })
  expect(compared.map(({ name }) => name)).toContain('ALERT_DAYS')
  for (const { templateDefault, fallback } of compared) expect(templateDefault).toBe(fallback)
})

test('every parameter given is one of the template, and every required one is given', () => {
  const declared = [...main.matchAll(/^param (\w+) \w+( = )?/gm)].map(([, name = '', has]) => ({
    name,
    required: !has,
  }))
  expect(Object.keys(parameters).filter((name) => !declared.some((param) => param.name === name))).toEqual([])
  expect(declared.filter(({ name, required }) => required && !(name in parameters))).toEqual([])
})

test('every placeholder of the parameters is a variable of the environment', () => {
  expect(placeholdersOf(JSON.stringify(parameters)).filter((name) => !(name in devEnv))).toEqual([])
})

test('every resource names an API version, and every module exists', () => {
  const declared = templates.flatMap((path) => [
    ...readProjectFile(`infra/${path}`).matchAll(/^(resource|module) \w+ '([^']+)'/gm),
  ])
  const sources = (kind: string) => declared.filter(([, word]) => word === kind).map(([, , source = '']) => source)
  for (const source of sources('resource')) expect(source).toMatch(/^Microsoft\.[\w./]+@\d{4}-\d\d-\d\d(-preview)?$/)
  expect(
    sources('module')
      .map((source) => source.replace('./', ''))
      .sort(),
  ).toEqual(templates.filter((path) => path !== 'azure.bicep').sort())
})

function readAppSettings(): Readonly<Record<string, string>> {
  const block = /^ {4}settings: \{\n([\s\S]*?)\n {4}\}/m.exec(main)?.[1] ?? ''
  return Object.fromEntries([...block.matchAll(/^\s*(\w+): (.+)$/gm)].map(([, name = '', value = '']) => [name, value]))
}

function paramDefaults(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...main.matchAll(/^param (\w+) string = '([^']*)'/gm)].map(([, name = '', value = '']) => [name, value]),
  )
}

/** What Azure would put for an expression of the template, given the parameters and `env/.env.dev`. */
function deployed(expression: string): string {
  const known: Readonly<Record<string, string>> = {
    'identity.properties.clientId': '11111111-1111-4111-8111-111111111111',
    'identity.properties.tenantId': '22222222-2222-4222-8222-222222222222',
    'storage.outputs.accountName': 'keyturn1a2b3c',
    'vault.outputs.url': 'https://keyturn.vault.azure.net/',
  }
  const literal = /^'(.*)'$/.exec(expression)?.[1]
  const optional = /^(\w+) == 'none' \? '' : \1$/.exec(expression)?.[1]
  const given = parameters[optional ?? expression]?.value.replace(
    /\$\{\{(\w+)\}\}/g,
    (_, name: string) => devEnv[name] ?? '',
  )
  const value = known[expression] ?? literal ?? (optional && given === 'none' ? '' : given)
  if (value === undefined) throw new Error(`the test does not know what ${expression} becomes`)
  return value
}
