import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Child, type Environment, startChild } from '../../src/sandbox/launch/child.ts'
import { anyPorts } from '../support/any-ports.ts'

const script = fileURLToPath(import.meta.resolve('../../src/sandbox/sandbox.ts'))
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-sandbox-'))
})
afterAll(() => rm(folder, { recursive: true }))

function startSandbox(args: readonly string[], env: Environment = {}): Child {
  return startChild({ name: 'sandbox', script, args: [...args, ...anyPorts], cwd: folder, env })
}

function addressOf(sandbox: Child, name: string): string {
  const line = sandbox.lastLines().find((one) => one.trim().startsWith(name)) ?? ''
  return /https?:\S+/.exec(line)?.[0] ?? ''
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  )
}

test('starts everything, runs a pass, and leaves nothing behind on Ctrl-C', { timeout: 120_000 }, async () => {
  const sandbox = startSandbox(['--applications', '20'])
  try {
    await vi.waitFor(() => expect(sandbox.lastLines().join('\n')).toContain('Ctrl-C stops everything'), {
      timeout: 90_000,
    })
    const [control, bot, chat] = ['Control page', 'Bot', 'Chat of'].map((name) => addressOf(sandbox, name))
    const state = JSON.parse(await (await fetch(`${control}/api/state`)).text())
    expect(state.requests.areas[0]).toMatchObject({ name: 'Microsoft Graph', answered: expect.any(Number) })
    expect(state.requests.areas[0].answered).toBeGreaterThan(0)
    const addresses = [control, bot, chat].map(String)
    expect(await Promise.all(addresses.map(answers))).toEqual([true, true, true])
    await sandbox.stop(20_000)
    expect(await sandbox.exited).toBe(0)
    expect(await Promise.all(addresses.map(answers))).toEqual([false, false, false])
  } finally {
    await sandbox.stop()
  }
})

test('says which part would not start, and why, and exits with 1', { timeout: 60_000 }, async () => {
  const sandbox = startSandbox(['--applications', '5', '--no-playground'], { LOG_LEVEL: 'loud' })
  expect(await sandbox.exited).toBe(1)
  await vi.waitFor(() => {
    const said = sandbox.lastLines().join('\n')
    expect(said).toContain('The bot ended before it answered')
    expect(said).toContain('LOG_LEVEL')
  })
})
