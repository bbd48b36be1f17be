import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Processes that tests start load the same modules again and again.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/compiled')

/**
 * `unit` touches no network and is the inner loop, `sandbox` the same for the simulated cloud, `integration` speaks HTTP
 * to the simulated cloud and Azurite, `browser` drives a real page. Files choose by suffix.
 */
export default defineConfig({
  test: {
    reporters: process.env.CI ? ['verbose'] : ['default'],
    // Integration tests mostly wait for replies, so one more worker than there are cores.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        // Nothing here keeps state between files, so modules are loaded once for each worker.
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.{integration,browser}.test.ts', 'test/sandbox/**'],
          isolate: false,
          maxWorkers: availableParallelism(),
        },
      },
      {
        test: {
          name: 'sandbox',
          sequence: { groupOrder: 1 },
          include: ['test/sandbox/**/*.test.ts'],
          exclude: ['test/**/*.{integration,browser}.test.ts'],
          isolate: false,
        },
      },
      {
        test: {
          name: 'integration',
          sequence: { groupOrder: 1 },
          include: ['test/**/*.integration.test.ts'],
          exclude: ['test/story/**'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        // The whole service takes seconds to load, so each worker loads it once.
        test: {
          name: 'story',
          sequence: { groupOrder: 1 },
          include: ['test/story/*.integration.test.ts'],
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          sequence: { groupOrder: 1 },
          include: ['test/**/*.browser.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
