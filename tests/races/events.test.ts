// Events, raced: one that is told is held at each of its dangerous moments while somebody else writes, looks, publishes or
// tells the same. Whatever the order was, who is enrolled is whom that order enrolls, once, and the auditor finds nothing.
import { audit, evaluate, publish } from '@millrace/engine'
import {
  aFlow,
  all,
  anyGroup,
  drained,
  happening,
  isEqualTo,
  onEvents,
  tellEvent,
} from '@millrace/engine/testing'
import { createWorkflow, definitionsOf, writeRecords } from '@millrace/store'
import { anAccount, aRecord, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Actor, type Moment } from '../testing/actor.js'
import { interleave } from './interleave.js'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const visited = '4-96000'

interface World {
  readonly accountId: number
  /** Lives in London. */
  readonly person: number
  /** Enrolls visitors from London, each time; on. */
  readonly on: number
  /** Enrolls every visitor; saved, off. */
  readonly off: number
}

async function aWorld(): Promise<World> {
  const { db } = database
  const accountId = await anAccount(db)
  const saved = async (more: object) => {
    const flow = aFlow({
      ...onEvents([happening(visited)], { shouldReEnroll: true, ...more }),
      startActionId: null,
      actions: [],
    })
    return (await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, flow))).id
  }
  const on = await saved({ refinementCriteria: anyGroup(all(isEqualTo('city', 'London'))) })
  await publish(db, accountId, on, { enrollExisting: false })
  const off = await saved({})
  const person = await aRecord(db, accountId, '0-1', { city: 'London' })
  await drained(new Actor(db).engine, accountId)
  return { accountId, person, on, off }
}

type Deed = (actor: Actor, world: World) => Promise<unknown>

const visit: Deed = ({ db }, { accountId, person }) =>
  tellEvent(db, accountId, { eventTypeId: visited, recordId: person, id: 'a-visit' })
const moveAway: Deed = ({ db }, { accountId, person }) =>
  db.withAccount(accountId, 'shared', async (tx) =>
    writeRecords(tx, await definitionsOf(tx), { source: { type: 'API' }, chain: [], lane: 'interactive' }, [
      { objectTypeId: '0-1', recordId: person, values: { city: 'Paris' } },
    ]),
  )
const look: Deed = ({ engine }, { accountId }) => evaluate(engine, accountId, 'interactive')
const turnOn: Deed = ({ db }, { accountId, off }) => publish(db, accountId, off, { enrollExisting: false })

/** How often each workflow enrolled the person. */
async function raced(first: Deed, moment: Moment, second: Deed, before?: Deed) {
  const world = await aWorld()
  const { accountId, on, off } = world
  const [one, two] = [new Actor(database.db), new Actor(database.db)]
  await before?.(two, world)
  await interleave(database.db, { actor: one, run: () => first(one, world) }, moment, {
    actor: two,
    run: () => second(two, world),
  })
  await drained(two.engine, accountId)
  const [row] = await database.db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ on: number; off: number }>(sql`
      SELECT count(*) FILTER (WHERE workflow_id = ${on}) AS on, count(*) FILTER (WHERE workflow_id = ${off}) AS off
      FROM enrollments WHERE account_id = ${accountId}`),
  )
  expect(await audit(database.db, accountId)).toEqual([])
  return row
}

const locked = ['sql:records.lock', 'sql:events.record', 'sql:pending.insert-events', 'commit:shared']

describe('W-EVS-6 an event and a change that come together are judged in the order of the lock', () => {
  test.each(locked)('the event first, held at %s', async (moment) => {
    expect(await raced(visit, moment, moveAway)).toEqual({ on: 1, off: 0 })
  })

  test.each(['sql:records.lock', 'commit:shared'])('the change first, held at %s', async (moment) => {
    expect(await raced(moveAway, moment, visit)).toEqual({ on: 0, off: 0 })
  })
})

describe('W-EVS-2 an event that is told while a workflow is turned on counts for it where it comes after', () => {
  test.each(['begun:shared', ...locked])('told before, held at %s', async (moment) => {
    expect(await raced(visit, moment, turnOn)).toEqual({ on: 1, off: 0 })
  })

  test.each(['begun:exclusive', 'commit:exclusive'])('told after, publishing held at %s', async (moment) => {
    expect(await raced(turnOn, moment, visit)).toEqual({ on: 1, off: 1 })
  })
})

describe('W-EVS-15 an event that is delivered twice at once enrolls once', () => {
  test.each(['begun:shared', ...locked])('held at %s', async (moment) => {
    expect(await raced(visit, moment, visit)).toEqual({ on: 1, off: 0 })
  })
})

describe('W-EVS-15 an event is looked at once', () => {
  test.each(['evaluate:picked', 'evaluate:locked', 'evaluate:taken', 'evaluate:before-commit'])(
    'two looks, the first held at %s',
    async (moment) => {
      expect(await raced(look, moment, look, visit)).toEqual({ on: 1, off: 0 })
    },
  )
})
