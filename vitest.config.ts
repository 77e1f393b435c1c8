import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Tests run the sources, never a stale build.
  ssr: { resolve: { conditions: ['millrace-source'] } },
  resolve: { conditions: ['millrace-source'] },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
    globalSetup: ['packages/store/src/testing/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    pool: 'forks',
  },
})
