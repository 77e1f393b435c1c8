// The twin is worth what this test is worth: the same random commands, the same state after each of them.
import { randomUUID } from 'node:crypto'
import type { ClaimedEffect } from '@millrace/store'
import { type TestDatabase, testDatabase } from '@millrace/store/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lookAt } from './look.js'
import type { Answer, Effect } from './protocol.js'
import { RealStore } from './real-store.js'
import { Twin } from './twin.js'

const people = 3
/** Enough for all: which of several equals goes first is jitter. */
const mostInFlight = people
/** Longer than every lease, delay and pause between attempts. */
const longWhile = 9 * 3_600_000
/** After three days an effect is given up, which is not the protocol's. */
const mostWhiles = 5

let testing: TestDatabase
beforeAll(async () => {
  testing = await testDatabase()
})
afterAll(() => testing.close())

type Command =
  | { readonly kind: 'enroll' | 'unenroll'; readonly person: number }
  | { readonly kind: 'advance' | 'claim' | 'serve' | 'recover' | 'while' }
  | { readonly kind: 'renew'; readonly batch: number }
  | {
      readonly kind: 'settle'
      readonly batch: number
      readonly index: number
      readonly answer: Answer
      readonly unsure: boolean
    }

const person = fc.nat(people - 1)
const batch = fc.constantFrom(0, 0, 0, 1, 2)
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('enroll' as const), person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unenroll' as const), person }) },
  {
    weight: 10,
    arbitrary: fc.record({ kind: fc.constantFrom('advance' as const, 'serve' as const, 'claim' as const) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('recover' as const, 'while' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('renew' as const), batch }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      batch,
      index: fc.nat(people - 1),
      answer: fc.constantFrom<Answer>('succeeded', 'succeeded', 'retry', 'dropped'),
      unsure: fc.boolean(),
    }),
  },
)

interface Batch {
  readonly leaseId: string
  readonly real: readonly ClaimedEffect[]
  readonly twin: readonly Effect[]
}

/** Runs a command on both; what each of them answered. */
async function runOnBoth(given: Command, real: RealStore, twin: Twin, batches: Batch[]) {
  switch (given.kind) {
    case 'enroll':
      return [await real.enroll(given.person), twin.enroll(given.person)]
    case 'unenroll':
      return [await real.unenroll(given.person), twin.unenroll(given.person)]
    case 'advance':
      await real.advance()
      twin.advance((enrollmentId, step) => `${enrollmentId} ${step}`)
      return []
    case 'claim':
      return claimOnBoth(real, twin, batches)
    case 'serve': {
      const claimed = await claimOnBoth(real, twin, batches)
      const count = claimed[1]?.length ?? 0
      for (let index = 0; index < count; index++)
        await settleOnBoth(real, twin, batches.at(-1), index, 'succeeded', false)
      return claimed
    }
    case 'recover':
      return [await real.recoverLease(), twin.recoverLease()]
    case 'while':
      await real.pass(longWhile)
      twin.now += longWhile
      return []
    case 'renew': {
      const held = batches.at(-1 - given.batch)
      return held ? [await real.renewLease(held.leaseId), twin.renewLease(held.leaseId)] : []
    }
    case 'settle':
      await settleOnBoth(real, twin, batches.at(-1 - given.batch), given.index, given.answer, given.unsure)
      return []
  }
}

async function settleOnBoth(
  real: RealStore,
  twin: Twin,
  held: Batch | undefined,
  index: number,
  answer: Answer,
  unsure: boolean,
): Promise<void> {
  const effect = held?.twin[index]
  const same = held?.real.find(({ recordId }) => real.personOf(recordId) === effect?.recordId)
  if (!held || !effect || !same) return
  await real.settle(held.leaseId, same, answer, unsure)
  twin.settle(held.leaseId, [{ effect, answer }], unsure)
}

async function claimOnBoth(real: RealStore, twin: Twin, batches: Batch[]) {
  const leaseId = randomUUID()
  const taken = await real.claimEffects(leaseId)
  const twins = twin.claimEffects(leaseId)
  if (taken.length > 0) batches.push({ leaseId, real: taken, twin: twins })
  const whose = (effects: readonly { readonly recordId: number }[], of: (id: number) => number) =>
    effects.map(({ recordId }) => of(recordId)).sort()
  return [whose(taken, (id) => real.personOf(id)), whose(twins, (id) => id)]
}

test('the twin does what the database does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 20, maxLength: 50, size: 'max' }), async (commands) => {
      const real = await RealStore.create(testing.db, people, mostInFlight)
      const twin = new Twin(mostInFlight)
      const batches: Batch[] = []
      let whiles = 0
      for (const given of commands) {
        if (given.kind === 'while' && ++whiles > mostWhiles) continue
        const [answered, expected] = await runOnBoth(given, real, twin, batches)
        expect(answered).toEqual(expected)
        expect(await real.look()).toEqual(lookAt(twin, people))
      }
    }),
    { numRuns: Number(process.env.MILLRACE_CONTRACT_RUNS ?? 25) },
  )
}, 300_000)
