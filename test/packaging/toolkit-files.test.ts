import { existsSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { settings } from '../../src/config/settings.ts'
import { placeholdersOf, projectFileUrl, readEnvFile, readProjectFile } from '../support/project-file.ts'

const environments = [
  { file: 'm365agents.yml', env: 'env/.env.dev' },
  { file: 'm365agents.playground.yml', env: 'env/.env.playground' },
]

test('the life of the app runs through the actions in their order', () => {
  const packaged = ['teamsApp/zipAppPackage', 'teamsApp/validateAppPackage', 'teamsApp/update']
  expect(actionsOf('m365agents.yml')).toEqual({
    provision: ['teamsApp/create', 'arm/deploy', ...packaged],
    deploy: ['cli/runNpmCommand', 'azureAppService/zipDeploy'],
    publish: [...packaged, 'teamsApp/publishAppPackage'],
  })
})

test('the playground is set up without Azure or Teams', () => {
  expect(actionsOf('m365agents.playground.yml')).toEqual({
    deploy: ['devTool/install', 'cli/runNpmCommand', 'file/createOrUpdateEnvironmentFile'],
  })
})

test.each(environments)('$file refers to files that exist or that it makes', ({ file }) => {
  const paths = [...readProjectFile(file).matchAll(/:\s+(\.[\w./${}]*)\s*$/gm)].map(([, path = '']) => path)
  const made = ['./appPackage/build', './devTools', './.localConfigs']
  const missing = paths.filter((path) => !made.some((start) => path.startsWith(start)) && !exists(path))
  expect(paths).toContain('./env')
  expect(missing).toEqual([])
})

test.each(environments)('every placeholder of $file is a variable of $env', ({ file, env }) => {
  const known = Object.keys(readEnvFile(env))
  expect(placeholdersOf(readProjectFile(file)).filter((name) => !known.includes(name))).toEqual([])
})

test('every variable that provisioning writes is waiting in the environment', () => {
  const written = [...readProjectFile('m365agents.yml').matchAll(/^ {6}\w+: ([A-Z_]+)$/gm)].map(([, name]) => name)
  const outputs = [...readProjectFile('infra/azure.bicep').matchAll(/^output (\w+) /gm)].map(([, name]) => name)
  expect(written).toEqual(['TEAMS_APP_ID', 'TEAMS_APP_PUBLISHED_APP_ID'])
  expect(Object.keys(readEnvFile('env/.env.dev'))).toEqual(expect.arrayContaining([...written, ...outputs]))
})

test('the production install runs no script of a package', () => {
  expect(readProjectFile('m365agents.yml')).toContain('args: ci --omit=dev --ignore-scripts\n')
})

test('the web app receives the service and its packages, and nothing else', () => {
  const [first, ...rules] = readProjectFile('.webappignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  expect(first).toBe('/*')
  expect(rules.filter((rule) => rule.startsWith('!'))).toEqual([
    '!/LICENSE',
    '!/node_modules',
    '!/package-lock.json',
    '!/package.json',
    '!/src',
  ])
  expect(rules.at(-1)).toBe('/src/sandbox')
})

test.each(readdirSync(projectFileUrl('env')))('env/%s explains every variable and holds no secret', (name) => {
  const lines = readProjectFile(`env/${name}`).split('\n')
  const bare = lines.filter((line, index) => /^\w+=/.test(line) && !lines[index - 1]?.startsWith('# '))
  expect(bare).toEqual([])
  expect(lines.filter((line) => /^(SECRET_|\w*(PASSWORD|AccountKey))/.test(line))).toEqual([])
})

test('the example for local work speaks of settings that exist', () => {
  expect(Object.keys(readEnvFile('env/.env.local.example')).filter((name) => !(name in settings))).toEqual([])
})

/** Stage to the actions it runs, from lines such as `provision:` and `  - uses: arm/deploy`. */
function actionsOf(file: string): Record<string, string[]> {
  const stages: Record<string, string[]> = {}
  let stage: string[] = []
  for (const line of readProjectFile(file).split('\n')) {
    const name = /^(provision|deploy|publish):$/.exec(line)?.[1]
    if (name !== undefined) stages[name] = stage = []
    const action = /^ {2}- uses: (\S+)$/.exec(line)?.[1]
    if (action !== undefined) stage.push(action)
  }
  return stages
}

function exists(path: string): boolean {
  return existsSync(projectFileUrl(path))
}
