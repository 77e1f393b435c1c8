// The protocol under every interleaving that a seed can think of: the control run is clean, each planted defect is caught.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Defect, defects } from './defects.js'
import { plan, simulate } from './simulate.js'

const runs = Number(process.env.MILLRACE_SIMULATION_RUNS ?? 2_000)
/** A defect must show within as many. */
const patience = 2_000

function property(defect: Defect) {
  return fc.asyncProperty(plan, fc.scheduler(), async (given, scheduler) => {
    const { wrong, trace } = await simulate(defect, given, scheduler)
    if (wrong.length > 0) throw new Error(`${wrong.join('\n')}\n  in\n${trace.join('\n')}`)
  })
}

test(`I1 to I6, I8 to I10 hold in ${runs} runs with crashes, lost replies, stalls and jumping clocks`, async () => {
  await fc.assert(property('none'), { numRuns: runs })
}, 300_000)

test.each(defects.filter((defect) => defect !== 'none'))(
  'the planted defect "%s" is caught',
  async (defect) => {
    const found = await fc.check(property(defect), { numRuns: patience, endOnFailure: true })
    expect(found.failed, `not caught in ${patience} runs, seed ${found.seed}`).toBe(true)
    console.log(`${defect}: caught in run ${found.numRuns}, ${String(found.errorInstance).split('\n')[0]}`)
  },
  60_000,
)
