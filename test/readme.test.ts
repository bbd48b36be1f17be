import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { settings } from '../src/config/settings.ts'
import { commands } from '../src/decide/parse-command.ts'
import { seededPlaces } from '../src/sandbox/places.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const packageJson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

function tableUnder(heading: string): string[][] {
  const section = readme.split(new RegExp(`^#+ ${heading}$`, 'm'))[1]?.split(/^#/m)[0] ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

describe('the README', () => {
  it('shows every setting with its default and meaning, as the code has them', () => {
    const inCode = Object.entries(settings).map(([name, { fallback, meaning }]) => [
      `\`${name}\``,
      fallback === null ? '' : `\`${fallback}\``,
      meaning,
    ])
    expect(tableUnder('Settings')).toEqual(inCode)
  })

  it('shows every chat command as it is used', () => {
    const shown = tableUnder('In chat').map(([usage = '']) => usage.replaceAll('`', '').replaceAll('\\|', '|'))
    expect(shown.toSorted()).toEqual(commands.map(({ usage }) => usage).toSorted())
  })

  it('names a place that the sandbox has', () => {
    expect(readme).toContain(`vercel:${seededPlaces.vercelProject}/${seededPlaces.vercelVariable}@production`)
  })

  it('justifies every dependency', () => {
    const section = readme.split('### Dependencies')[1]?.split('## License')[0] ?? ''
    const names = Object.keys({ ...packageJson.dependencies, ...packageJson.devDependencies })
    const missing = names.filter((name) => !section.includes(`\`${name.startsWith('@types/') ? '@types/*' : name}\``))
    expect(missing).toEqual([])
  })

  it('names only scripts that exist', () => {
    const scripts = [...readme.matchAll(/npm (?:run )?(sandbox|start|test|unit|scan|check|bench)\b/g)].map(
      ([, name]) => name,
    )
    expect(scripts.filter((name) => name !== undefined && !(name in packageJson.scripts))).toEqual([])
  })
})
