// Every two operations, the first held at each of its dangerous moments while the second does what it can: whatever comes
// of it, it must be what one of the two orders gives, and the auditor must find nothing.
import { audit } from '@millrace/engine'
import { anEngine } from '@millrace/engine/testing'
import { type TestDatabase, testDatabase } from '@millrace/store/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Actor } from '../testing/actor.js'
import { drain } from '../testing/drain.js'
import { interleave } from './interleave.js'
import { answerOf, type OperationName, operationNames, operations } from './operations.js'
import { outcomeOf, type World, worlds } from './world.js'

let database: TestDatabase
let aWorld: () => Promise<World>
beforeAll(async () => {
  database = await testDatabase()
  aWorld = await worlds(database.db)
})
afterAll(() => database.close())

function part(world: World, name: OperationName) {
  const actor = new Actor(world.db)
  return { actor, run: () => answerOf(() => operations[name].run(world, actor)) }
}

/** What is so once everything that was due is done. */
async function settled(world: World, answers: readonly string[]): Promise<string> {
  await drain(anEngine(world.db), world.accountId)
  expect(await audit(world.db, world.accountId)).toEqual([])
  return [...answers, await outcomeOf(world)].join('\n')
}

const known = new Map<string, Promise<string>>()

/** One after the other, or one alone. */
function serially(...names: readonly OperationName[]): Promise<string> {
  const key = names.join(', ')
  const outcome = known.get(key) ?? runSerially(names)
  known.set(key, outcome)
  return outcome
}

async function runSerially(names: readonly OperationName[]): Promise<string> {
  const world = await aWorld()
  const answers: [OperationName, string][] = []
  for (const name of names) answers.push([name, await part(world, name).run()])
  return settled(world, inOrder(answers))
}

/** Answers that say something, in the same order whoever came first. */
function inOrder(answers: readonly (readonly [OperationName, string])[]): string[] {
  return answers.flatMap(([name, answer]) => (answer === 'null' ? [] : [`${name}: ${answer}`])).sort()
}

async function outcomesAllowed(one: OperationName, two: OperationName): Promise<string[]> {
  const allowed = [await serially(one, two), await serially(two, one)]
  // Somebody else held what it would have claimed: it is done afterwards, like everything else that is due.
  if (operations[one].claims) allowed.push(await serially(two))
  if (operations[two].claims) allowed.push(await serially(one))
  return allowed
}

describe.each(operationNames)('%s, interrupted', (one) => {
  test.each(operationNames)('by %s, does one after the other', async (two) => {
    const allowed = await outcomesAllowed(one, two)
    for (const moment of operations[one].moments) {
      const world = await aWorld()
      const [first, second] = await interleave(database.db, part(world, one), moment, part(world, two))
      const outcome = await settled(
        world,
        inOrder([
          [one, first],
          [two, second],
        ]),
      )
      expect(allowed, `held at ${moment}`).toContain(outcome)
    }
  })
})
