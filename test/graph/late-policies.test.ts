import { expect, it, vi } from 'vitest'
import type { GraphClient } from '../../src/graph/create-graph-client.ts'
import { readCredentialRules } from '../../src/graph/read-credential-rules.ts'
import { anApplication } from '../support/builders.ts'

it('policies that do not answer in time count as unknown', async () => {
  vi.useFakeTimers()
  try {
    const silent = { get: () => new Promise<never>(() => {}) } as unknown as GraphClient
    const rules = readCredentialRules(silent, anApplication(), 'password')
    await vi.advanceTimersByTimeAsync(21_000)
    expect(await rules).toEqual({ areAllowed: true, isLocked: false, longestDays: undefined })
  } finally {
    vi.useRealTimers()
  }
})
