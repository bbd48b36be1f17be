import { expect, it, vi } from 'vitest'
import { advanceRotation } from '../../src/rotate/advance-rotation.ts'
import { createSagaWorld } from './saga-world.ts'

it('a new secret is made although the policies of the tenant do not answer', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const world = createSagaWorld(new Map())
    await world.order()
    const plain = world.powers()
    const silent = { ...plain.directory, credentialRules: () => new Promise<never>(() => {}) }
    const advanced = advanceRotation({ ...plain, directory: silent }, await world.stored())
    await vi.advanceTimersByTimeAsync(11_000)
    await advanced
    expect((await world.stored()).newKeyId).not.toBeNull()
    expect(world.secrets.size).toBe(2)
  } finally {
    vi.useRealTimers()
  }
})
