import { readFileSync } from 'node:fs'

/** Text of a file of this repository, by its path from the root. */
export function readProjectFile(path: string): string {
  return readFileSync(projectFileUrl(path), 'utf8')
}

export function projectFileUrl(path: string): URL {
  return new URL(`../../${path}`, import.meta.url)
}

/** Variables of a dotenv file: names to texts, quotes removed. */
export function readEnvFile(path: string): Readonly<Record<string, string>> {
  const lines = readProjectFile(path).split('\n')
  return Object.fromEntries(
    lines
      .filter((line) => /^\w+=/.test(line))
      .map((line) => {
        const [name = '', ...text] = line.split('=')
        return [name, text.join('=').replace(/^"(.*)"$/, '$1')]
      }),
  )
}

/** Names inside `${{…}}`, which Microsoft 365 Agents Toolkit replaces from the environment's file. */
export function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\$\{\{\s*(\w+)\s*\}\}/g)].map(([, name = '']) => name))]
}
