import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { startAzurite, type TestAzurite } from '../support/azurite.ts'
import { anId } from '../support/builders.ts'
import { answerJson, startEndpoint } from '../support/http-endpoint.ts'
import { startManagedIdentity } from '../support/managed-identity.ts'

const service = fileURLToPath(import.meta.resolve('../../src/index.ts'))
const scan = fileURLToPath(import.meta.resolve('../../src/scan-once.ts'))

let azurite: TestAzurite
beforeAll(async () => {
  azurite = await startAzurite()
})

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function run(entry: string, env: Record<string, string>, args: string[] = []) {
  const child = spawn(process.execPath, [entry, ...args], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text
    })
  }
  const ended: Promise<Ended> = once(child, 'close').then(([code]) => ({ code, ...output }))
  return { child, output, ended }
}

function local(changes: Record<string, string> = {}): Record<string, string> {
  return {
    PORT: '0',
    BOT_AUTHENTICATION: 'disabled',
    BOT_TENANT_ID: anId(),
    KEY_VAULT_URL: 'http://127.0.0.1:9',
    GRAPH_BASE_URL: 'http://127.0.0.1:9',
    AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
    ...changes,
  }
}

describe('the service', () => {
  it('does not start with wrong settings: exit code 1, every problem with its remedy', async () => {
    const { code, stderr } = await run(service, { PORT: 'x', DRY_RUN: 'maybe' }).ended
    expect(code).toBe(1)
    for (const name of ['PORT', 'DRY_RUN', 'BOT_ID', 'BOT_TENANT_ID', 'KEY_VAULT_URL', 'AZURE_STORAGE_ACCOUNT']) {
      expect(stderr).toContain(`- ${name} `)
    }
    expect(stderr).not.toMatch(/\bat .*\.ts/)
  })

  it('does not start with an empty BOT_ID: that never switches authentication off', async () => {
    const { code, stderr } = await run(service, local({ BOT_ID: '', BOT_AUTHENTICATION: 'required' })).ended
    expect(code).toBe(1)
    expect(stderr).toContain('BOT_ID is required')
  })

  it('without authentication answers on loopback, tells that it lives, and stops cleanly', async () => {
    const { child, output, ended } = run(service, local())
    const port = await vi.waitFor(() => {
      const found = /"port":(\d+)/.exec(output.stdout)?.[1]
      if (found === undefined) throw new Error('not ready')
      return found
    }, 45_000)
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
    expect((await fetch(`http://127.0.0.1:${port}/nothing`)).status).toBe(404)
    child.kill('SIGTERM')
    expect((await ended).code).toBe(0)
  })

  it('says which role is missing when the tables refuse it', async () => {
    const wrongKey = azurite.connectionString.replace(/AccountKey=[^;]+/, 'AccountKey=d3Jvbmc=')
    const { code, stderr } = await run(service, local({ AZURE_STORAGE_CONNECTION_STRING: wrongKey })).ended
    expect(code).toBe(1)
    expect(stderr).toContain('Storage Table Data Contributor')
  })
})

describe('one pass by command', () => {
  it('reports what it may not read, with the permission that is missing, and ends with exit code 1', async () => {
    await using identity = await startManagedIdentity()
    await using graph = await startEndpoint((req, res) => {
      req.resume()
      answerJson(res, 403, { error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges' } })
    })
    const env = local({ LOG_LEVEL: 'silent', GRAPH_BASE_URL: graph.url, ...identity.variables })
    const { code, stdout } = await run(scan, env, ['--json']).ended
    expect(code).toBe(1)
    const summary = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
    expect(summary).toMatchObject({ applications: 0, findings: 0, notifications: 0, failures: 2 })
    expect(summary.problems.join(' ')).toContain('Application.Read.All')
  })

  it('explains its options', async () => {
    expect(await run(scan, {}, ['--help']).ended).toMatchObject({ code: 0, stdout: expect.stringContaining('--json') })
  })
})
