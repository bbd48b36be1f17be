import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startChild } from '../../src/sandbox/launch/child.ts'
import { freePort } from '../../src/sandbox/launch/free-port.ts'
import { waitUntilUp } from '../../src/sandbox/launch/wait-until-up.ts'
import { listenOnLoopback } from '../../src/sandbox/web/loopback-server.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-child-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function scriptOf(name: string, code: string): Promise<string> {
  const path = join(folder, `${name}.mjs`)
  await writeFile(path, code)
  return path
}

const staying = 'console.log("up"); setInterval(() => {}, 1000)'

test('a child that ignores the request to stop is stopped anyway', async () => {
  const script = await scriptOf('stubborn', `process.on("SIGINT", () => {}); ${staying}`)
  const child = startChild({ name: 'stubborn', script })
  await vi.waitFor(() => expect(child.lastLines()).toEqual(['up']), { timeout: 20_000 })
  await child.stop(50)
  expect(await child.exited).toBeNull()
})

test('a child ends when the process that started it is killed', async () => {
  const port = await freePort()
  const serve = "import { createServer } from 'node:http'; createServer((_, answer) => answer.end())"
  const script = await scriptOf('stays', `${serve}.listen(${port}, '127.0.0.1')`)
  const childModule = JSON.stringify(import.meta.resolve('../../src/sandbox/launch/child.ts'))
  const start = `startChild({ name: 'stays', script: ${JSON.stringify(script)} })`
  const launcher = await scriptOf('launcher', `import { startChild } from ${childModule}; ${start}`)
  const parent = startChild({ name: 'parent', script: launcher })
  const url = `http://127.0.0.1:${port}/`
  await waitUntilUp(parent, url)
  process.kill(parent.pid ?? 0, 'SIGKILL')
  await vi.waitFor(() => expect(fetch(url)).rejects.toThrow('fetch failed'), { timeout: 20_000 })
})

test('what a child prints is kept and written to its log', async () => {
  const logPath = join(folder, 'chatty.log')
  const script = await scriptOf(
    'chatty',
    'for (let i = 1; i <= 40; i++) console.log("line " + i); process.exitCode = 3',
  )
  const child = startChild({ name: 'chatty', script, logPath })
  expect(await child.exited).toBe(3)
  await vi.waitFor(async () => expect(await readFile(logPath, 'utf8')).toContain('line 1\n'), { timeout: 20_000 })
  expect(child.lastLines()).toHaveLength(30)
  expect(child.lastLines().at(-1)).toBe('line 40')
})

test('a child that ends instead of answering is reported with its last words', async () => {
  const child = startChild({ name: 'The bot', script: await scriptOf('broken', 'throw new Error("no settings")') })
  const url = `http://127.0.0.1:${await freePort()}/`
  await expect(waitUntilUp(child, url)).rejects.toThrow(/^The bot ended before it answered.*no settings/s)
})

test('a variable can be taken away from a child', async () => {
  const script = await scriptOf('variables', 'console.log(String(process.env.HOME), process.env.KEYTURN_TEST)')
  const child = startChild({ name: 'variables', script, env: { HOME: undefined, KEYTURN_TEST: 'given' } })
  await child.exited
  await vi.waitFor(() => expect(child.lastLines()).toEqual(['undefined given']))
})

test('a taken port is replaced by a free one', async () => {
  const { port, stop } = await listenOnLoopback(() => {})
  const other = await freePort(port)
  expect(other).not.toBe(port)
  await stop()
  expect(await freePort(port)).toBe(port)
})
