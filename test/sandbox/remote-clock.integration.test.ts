import { afterEach, expect, test, vi } from 'vitest'
import { connectClock } from '../../src/sandbox/remote-clock.ts'
import { createSandboxClock } from '../../src/sandbox/sandbox-clock.ts'
import { type LoopbackServer, listenOnLoopback } from '../../src/sandbox/web/loopback-server.ts'

const week = 7 * 86_400_000
const clock = createSandboxClock()
let server: LoopbackServer | undefined

afterEach(() => server?.stop())

function difference(remote: { now(): Date }): number {
  return Math.abs(remote.now().getTime() - clock.now().getTime())
}

test('follows the clock of the control API, and keeps the last offset once that is gone', async () => {
  server = await listenOnLoopback((_, answer) => answer.end(JSON.stringify({ offsetMs: clock.offsetMs })))
  const remote = await connectClock(`http://127.0.0.1:${server.port}`)
  clock.advance(week)
  await vi.waitFor(() => expect(difference(remote)).toBeLessThan(1000), { timeout: 5000 })
  await server.stop()
  server = undefined
  expect(difference(remote)).toBeLessThan(1000)
  remote.close()
})

test('says at once when there is no clock to follow', async () => {
  const closed = await listenOnLoopback((_, answer) => answer.end())
  await closed.stop()
  await expect(connectClock(`http://127.0.0.1:${closed.port}`)).rejects.toThrow('fetch failed')
})
