// Active lists, raced: a build or a look held at each of its dangerous moments while somebody else writes, looks, deletes or
// changes the list. Whatever the order was, the members are in the end who meets the filter, and the auditor finds nothing.
import {
  addList,
  audit,
  buildList,
  changeListFilter,
  deleteRecords,
  evaluate,
  type PlantedDefect,
  tendLists,
} from '@millrace/engine'
import { all, anyGroup, drained, isEqualTo } from '@millrace/engine/testing'
import { changeMembers, createList, definitionsOf, readList, writeRecords } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Actor, type Moment } from '../testing/actor.js'
import { interleave } from './interleave.js'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const api = { source: { type: 'API' }, chain: [], lane: 'interactive', at: Date.now() } as const
const london = isEqualTo('city', 'London')
const inList = (listId: number) => ({ filterType: 'IN_LIST', operator: 'IN_LIST', listId: String(listId) })

interface World {
  readonly accountId: number
  readonly people: readonly number[]
  readonly byHand: number
  readonly londoners: number
  /** Londoners who were put into the other list by hand. */
  readonly both: number
}

/**
 * Two of three people live in London, one of them is in the list by hand; nothing has been looked at. Where lists are not
 * nested, nobody asks for the Londoners, and their build writes no versions.
 */
async function aWorld({ nested = true } = {}): Promise<World> {
  const { db } = database
  const accountId = await anAccount(db)
  const people = await records(db, accountId, '0-1', [
    { city: 'London' },
    { city: 'London' },
    { city: 'Paris' },
  ])
  return db.withAccount(accountId, 'exclusive', async (tx) => {
    const active = async (name: string, filter: object) =>
      addList(tx, await definitionsOf(tx), { objectTypeId: '0-1', name, processingType: 'DYNAMIC', filter })
    const byHand = await createList(tx, { objectTypeId: '0-1', name: 'By hand', processingType: 'MANUAL' })
    await changeMembers(tx, await definitionsOf(tx), api, byHand, { add: people.slice(0, 1) })
    const londoners = await active('Londoners', anyGroup(all(london)))
    return {
      accountId,
      people,
      byHand,
      londoners,
      both: await active('Both', anyGroup(all(...(nested ? [inList(londoners)] : []), inList(byHand)))),
    }
  })
}

type Deed = (actor: Actor, world: World) => Promise<unknown>

const deeds: Readonly<Record<string, Deed>> = {
  'a write': ({ db }, { accountId, people }) =>
    db.withAccount(accountId, 'shared', async (tx) => {
      const writes = people.map((recordId, index) => ({
        objectTypeId: '0-1',
        recordId,
        values: { city: index === 2 ? 'London' : 'Paris' },
      }))
      return writeRecords(tx, await definitionsOf(tx), api, writes)
    }),
  'a join by hand': ({ db }, { accountId, people, byHand }) =>
    db.withAccount(accountId, 'shared', async (tx) =>
      changeMembers(tx, await definitionsOf(tx), api, byHand, {
        add: people.slice(1),
        remove: people.slice(0, 1),
      }),
    ),
  'a deletion': ({ db }, { accountId, people }) =>
    db.withAccount(accountId, 'shared', async (tx) =>
      deleteRecords(tx, await definitionsOf(tx), people.slice(0, 1), api),
    ),
  'a new filter': ({ db }, { accountId, londoners }) =>
    db.withAccount(accountId, 'exclusive', async (tx) =>
      changeListFilter(
        tx,
        await definitionsOf(tx),
        await readList(tx, londoners),
        anyGroup(all(isEqualTo('city', 'Paris'))),
      ),
    ),
  'a look': ({ engine }, { accountId }) => evaluate(engine, accountId, 'interactive'),
  'a build': ({ engine }, { accountId }) => buildList(engine, accountId),
  'a fold': ({ db }, { accountId }) => tendLists(db, accountId),
}

async function standing({ accountId, londoners, both }: World) {
  const rows = await database.db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ londoners: number[]; both: number[] }>(sql`
      SELECT array(SELECT record_id::float8 FROM list_members WHERE account_id = ${accountId} AND list_id = ${londoners} ORDER BY 1) AS londoners,
        array(SELECT record_id::float8 FROM list_members WHERE account_id = ${accountId} AND list_id = ${both} ORDER BY 1) AS both`),
  )
  return rows[0]
}

/** The first is held at a moment, the second goes as far as it can, then everything is looked at. */
async function raced(
  world: World,
  first: Deed,
  moment: Moment,
  second: Deed,
  planted: readonly PlantedDefect[] = [],
) {
  const [one, two] = [new Actor(database.db, planted), new Actor(database.db)]
  await interleave(database.db, { actor: one, run: () => first(one, world) }, moment, {
    actor: two,
    run: () => second(two, world),
  })
  await drained(two.engine, world.accountId)
  return { standing: await standing(world), findings: await audit(database.db, world.accountId) }
}

const deed = (name: string): Deed => {
  const found = deeds[name]
  if (!found) throw new Error(`nobody does ${name}`)
  return found
}

describe.each(['build-list:locked', 'build-list:written', 'build-list:before-commit'])(
  'a build at %s',
  (moment) => {
    test.each(Object.keys(deeds))('interrupted by %s, ends with the right members', async (name) => {
      const { findings } = await raced(await aWorld(), deed('a build'), moment, deed(name))
      expect(findings).toEqual([])
    })
  },
)

describe.each([
  'evaluate:picked',
  'evaluate:locked',
  'evaluate:taken',
  'sql:lists.read-members',
  'sql:lists.join',
  'evaluate:before-commit',
])('a look at %s', (moment) => {
  test.each(Object.keys(deeds))('interrupted by %s, ends with the right members', async (name) => {
    const world = await aWorld()
    const actor = new Actor(database.db)
    await drained(actor.engine, world.accountId)
    await deed('a write')(actor, world)
    const { findings } = await raced(world, deed('a look'), moment, deed(name))
    expect(findings).toEqual([])
  })
})

describe.each(['sql:lists.leave', 'sql:lists.join', 'commit:shared'])('a join by hand at %s', (moment) => {
  test.each(['a join by hand', 'a write', 'a deletion', 'a fold'])(
    'interrupted by %s, leaves sizes exact',
    async (name) => {
      const { findings } = await raced(await aWorld(), deed('a join by hand'), moment, deed(name))
      expect(findings).toEqual([])
    },
  )
})

test('one-statement-build: a build that locks nobody is seen to leave a phantom member', async () => {
  const moves: Deed = async (actor, world) => {
    await deed('a write')(actor, world)
    await evaluate(actor.engine, world.accountId, 'interactive')
  }
  const unread = { nested: false }
  const sound = await aWorld(unread)
  const well = await raced(sound, deed('a build'), 'build-list:written', moves)
  expect(well).toEqual({
    standing: { londoners: sound.people.slice(2), both: sound.people.slice(0, 1) },
    findings: [],
  })
  const badly = await raced(await aWorld(unread), deed('a build'), 'build-list:written', moves, [
    'one-statement-build',
  ])
  expect(badly.findings.map(({ check }) => check)).toContain('active-list-is-not-its-filter')
})
