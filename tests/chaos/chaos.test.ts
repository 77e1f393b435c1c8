// A short round with a fixed seed and one with a random one; `npm run chaos -- --minutes 30` goes on for long.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { runRound } from './round.js'

const program = fileURLToPath(new URL('../../millrace.mjs', import.meta.url))
// The processes run what is built: whatever is stale is built first.
beforeAll(
  () => void execFileSync(process.execPath, [program, 'help', 'settings'], { stdio: 'ignore' }),
  120_000,
)

test.each([20_261_122, Math.floor(Math.random() * 2 ** 31)])(
  'I1 to I12 hold through kill -9 of workers, API and PostgreSQL, pauses, lost connections and answers (seed %i)',
  async (seed) => {
    const { findings, faults, figures } = await runRound({
      seed,
      warmUpMs: 1_000,
      faultsMs: 5_000,
      paceMs: [150, 800],
      drainMs: 60_000,
      existing: 30,
    })
    console.log(`chaos, seed ${seed}: ${JSON.stringify(figures)}`)
    expect(findings, `seed ${seed}, after these faults:\n${faults}`).toEqual([])
    expect(figures.enrollments).toBeGreaterThan(0)
  },
  180_000,
)
