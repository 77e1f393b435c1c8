// One run: two workers and two visitors in an order the scheduler chooses, with faults; then a last worker without any, and
// the invariants.
import fc, { type Scheduler } from 'fast-check'
import type { Defect } from './defects.js'
import { violations } from './invariants.js'
import { type Fault, faultKinds, Machine } from './machine.js'
import { leaseMs } from './protocol.js'
import { Twin } from './twin.js'
import { type Deed, visit } from './visitor.js'
import { Worker } from './worker.js'
import { Receiver } from './world.js'

const people = 3
const hour = 3_600_000

export interface Plan {
  readonly deeds: readonly (readonly Deed[])[]
  readonly faults: readonly Fault[]
  /** How far the workers' own clocks are off. */
  readonly clockErrors: readonly [number, number]
}

const deed: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constantFrom(
    'enroll' as const,
    'enroll' as const,
    'enroll' as const,
    'unenroll' as const,
    'time passes' as const,
  ),
  person: fc.nat(people - 1),
  passes: fc.constantFrom(1_000, hour / 2, hour, 3 * hour, 24 * hour),
})

const fault: fc.Arbitrary<Fault> = fc.record({
  operation: fc.nat(60),
  kind: fc.constantFrom(...faultKinds),
  passes: fc.constantFrom(leaseMs / 2, 2 * leaseMs),
})

export const plan: fc.Arbitrary<Plan> = fc.record({
  deeds: fc.array(fc.array(deed, { minLength: 2, maxLength: 6 }), { minLength: 2, maxLength: 2 }),
  faults: fc.uniqueArray(fault, { maxLength: 4, selector: ({ operation }) => operation }),
  clockErrors: fc.tuple(fc.constantFrom(-hour, 0, hour), fc.constantFrom(-hour, 0, hour)),
})

export interface Run {
  readonly wrong: readonly string[]
  readonly trace: readonly string[]
}

export async function simulate(
  defect: Defect,
  { deeds, faults, clockErrors }: Plan,
  scheduler: Scheduler,
): Promise<Run> {
  const twin = new Twin(2)
  const receiver = new Receiver()
  const machine = new Machine(twin, scheduler, faults)
  const workers = clockErrors.map((error, n) => new Worker(`worker ${n}`, machine, receiver, defect, error))
  const everyone = Promise.all([
    ...workers.map((worker) => worker.work(8)),
    ...deeds.map((own, n) => visit(`visitor ${n}`, machine, own, defect)),
  ])
  await scheduler.waitFor(everyone)
  const stuck = !(await drain(twin, receiver, defect))
  return { wrong: violations({ twin, receiver, stuck }), trace: machine.trace }
}

/** The liveness phase: no faults, one worker, hours pass between its rounds. */
async function drain(twin: Twin, receiver: Receiver, defect: Defect): Promise<boolean> {
  const machine = new Machine(twin, null, [])
  const worker = new Worker('last worker', machine, receiver, defect)
  for (let round = 0; round < 60; round++) {
    await worker.work(1)
    twin.now += 3 * hour
    if (
      [...twin.enrollments.values()].every(({ state }) => state === 'ended') &&
      twin.outbox.size === 0 &&
      twin.leases.size === 0
    )
      return true
  }
  return false
}
