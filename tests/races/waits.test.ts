// A contact waits until its company has gone through another workflow (A-FLW-10). Everything that can end the wait, two at a
// time, the first held at each of its dangerous moments: the contact goes on once, as one of the two orders would have it.
import { advance, audit, leave, release, unenrollRecords } from '@millrace/engine'
import { aFlow, anEngine, aPublishedWorkflow, enrollAll, setProperty } from '@millrace/engine/testing'
import { type Database, definitionsOf, eraseRecords, lockRecords, readClock } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountCopies } from '../testing/account-copies.js'
import { Actor, type Moment } from '../testing/actor.js'
import { drain } from '../testing/drain.js'
import { interleave } from './interleave.js'

interface World {
  readonly accountId: number
  readonly contact: number
  readonly company: number
  readonly companyEnrollment: number
}

let database: TestDatabase
let db: Database
let aWorld: () => Promise<World>
beforeAll(async () => {
  database = await testDatabase()
  db = database.db
  const world = await waiting()
  const copy = await accountCopies(db, world.accountId)
  aWorld = async () => ({ ...world, accountId: await copy() })
})
afterAll(() => database.close())

/** The company stands ready at its last step, in the bulk lane; the contact's longest wait, in the other, is over. */
async function waiting(): Promise<World> {
  const accountId = await anAccount(db)
  const companies = { type: 'PLATFORM_FLOW', objectTypeId: '0-2' }
  const visit = aFlow({ startActionId: '1', actions: [setProperty('1', 'city', 'Visited')], ...companies })
  const target = await aPublishedWorkflow(db, accountId, visit)
  const source = await aPublishedWorkflow(db, accountId, awaiting(target))
  const [contact = 0] = await records(db, accountId, '0-1', [{}])
  const [company = 0] = await records(db, accountId, '0-2', [{}])
  await db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(sql`INSERT INTO associations (account_id, from_id, to_object_type_id, to_id, category, type_id)
      VALUES (${accountId}, ${contact}, '0-2', ${company}, 'HUBSPOT_DEFINED', 279),
        (${accountId}, ${company}, '0-1', ${contact}, 'HUBSPOT_DEFINED', 280)`),
  )
  await enrollAll(db, accountId, source, [contact])
  await advance(anEngine(db), accountId, 'bulk')
  const [entered] = await db.withAccount(accountId, 'shared', (tx) =>
    tx.query<{ id: number }>(sql`
      WITH late AS (
        UPDATE enrollments SET due_at = now(), waiting_since = now() - interval '2 hours'
        WHERE account_id = ${accountId} AND record_id = ${contact}
      )
      SELECT id FROM enrollments WHERE account_id = ${accountId} AND record_id = ${company}`),
  )
  return { accountId, contact, company, companyEnrollment: entered?.id ?? 0 }
}

const awaiting = (target: number) =>
  aFlow({
    startActionId: '1',
    actions: [
      {
        actionId: '1',
        type: 'SINGLE_CONNECTION',
        actionTypeId: '0-15',
        fields: {
          flow_id: String(target),
          association: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 },
        },
        millrace: { waitForCompletion: { delta: 1, timeUnit: 'HOURS' } },
        connection: { edgeType: 'STANDARD', nextActionId: '2' },
      },
      {
        actionId: '2',
        type: 'SINGLE_CONNECTION',
        actionTypeId: '0-5',
        fields: {
          property_name: 'jobtitle',
          value: { type: 'FIELD_DATA', actionId: '1', dataKey: 'hs_wait_outcome' },
        },
      },
    ],
  })

interface Operation {
  readonly moments: readonly Moment[]
  run(world: World, actor: Actor): Promise<unknown>
}

const all = {
  /** The other workflow's last step. */
  complete: {
    moments: ['sql:claim-due', 'sql:waits.note-ends', 'wave:settled'],
    run: ({ accountId }, { engine }) => advance(engine, accountId, 'bulk'),
  },

  /** The longest wait is over. */
  timeOut: {
    moments: ['sql:claim-due', 'wave:loaded', 'sql:waits.delete', 'wave:settled'],
    run: ({ accountId }, { engine }) => advance(engine, accountId, 'timers'),
  },

  takeOutCompany: {
    moments: ['sql:records.lock', 'sql:enrollments.end', 'commit:shared'],
    run: ({ accountId, company, companyEnrollment: enrollmentId }, actor) =>
      actor.db.withAccount(accountId, 'shared', async (tx) => {
        await lockRecords(tx, [company])
        const end = { enrollmentId, endState: 'unenrolled', reason: 'manual' } as const
        await leave(tx, await definitionsOf(tx), [end], await readClock(tx))
      }),
  },

  eraseCompany: {
    moments: ['sql:waits.note-erased', 'commit:shared'],
    run: ({ accountId, company }, actor) =>
      actor.db.withAccount(accountId, 'shared', async (tx) => {
        const meta = { source: { type: 'API' }, chain: [], lane: 'interactive' } as const
        await eraseRecords(tx, await definitionsOf(tx), '0-2', [company], {
          ...meta,
          at: await readClock(tx),
        })
      }),
  },

  takeOutContact: {
    moments: ['sql:enrollments.active-of-records', 'commit:shared'],
    run: ({ accountId, contact }, actor) =>
      actor.db.withAccount(accountId, 'shared', async (tx) => {
        const ids = await lockRecords(tx, [contact])
        await unenrollRecords(tx, await definitionsOf(tx), ids, { reason: 'manual' }, await readClock(tx))
      }),
  },

  /** What has ended already is looked at, by two at once. */
  release: {
    moments: ['sql:waits.pick-releasing', 'sql:waits.note', 'commit:shared'],
    run: async ({ accountId, companyEnrollment: enrollmentId, company }, actor) => {
      await db.withAccount(accountId, 'shared', async (tx) => {
        await tx.execute(sql`UPDATE enrollments SET due_at = now() + interval '1 hour'
          WHERE account_id = ${accountId} AND state = 'event' AND due_at <= now()`)
        await lockRecords(tx, [company])
        const end = { enrollmentId, endState: 'unenrolled', reason: 'manual' } as const
        await leave(tx, await definitionsOf(tx), [end], await readClock(tx))
      })
      await release(actor.engine, accountId)
    },
  },
} satisfies Readonly<Record<string, Operation>>

type Name = keyof typeof all
const operations: Readonly<Record<Name, Operation>> = all
const names = Object.keys(all) as Name[]

/** What became of the contact, and whether anybody is still noted as waiting. */
async function outcomeOf({ accountId, contact }: World): Promise<string> {
  await drain(anEngine(db), accountId)
  return db.withAccount(accountId, 'read', async (tx) => {
    const log = await tx.query<{ line: string }>(sql`
      SELECT concat_ws(' ', seq, action_id, outcome, code) AS line FROM action_log
      WHERE account_id = ${accountId} AND record_id = ${contact} ORDER BY seq`)
    const [title] = await tx.query<{ title: string | null }>(sql`
      SELECT coalesce(r.hot ->> 'jobtitle', c.cold ->> 'jobtitle') AS title
      FROM records r LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
      WHERE r.account_id = ${accountId} AND r.id = ${contact}`)
    const waits = await tx.query(sql`SELECT FROM enrollment_waits WHERE account_id = ${accountId}`)
    return [...log.map(({ line }) => line), String(title?.title ?? ''), `${waits.length} waiting`].join('\n')
  })
}

const serial = new Map<string, Promise<string>>()
/** One after the other, or one alone: who claims may find it held, and comes back to it afterwards. */
function serially(...order: readonly Name[]): Promise<string> {
  const key = order.join(', ')
  const known = serial.get(key) ?? runSerially(order)
  serial.set(key, known)
  return known
}

async function runSerially(order: readonly Name[]): Promise<string> {
  const world = await aWorld()
  for (const name of order) await operations[name].run(world, new Actor(db))
  return outcomeOf(world)
}

describe.each(names)('A-FLW-10 %s, interrupted', (one) => {
  test.each(names.filter((two) => two !== one))('by %s: the wait ends once', async (two) => {
    const allowed = await Promise.all([serially(one, two), serially(two, one), serially(one), serially(two)])
    for (const moment of operations[one].moments) {
      const world = await aWorld()
      const [first, second] = [new Actor(db), new Actor(db)]
      await interleave(db, { actor: first, run: () => operations[one].run(world, first) }, moment, {
        actor: second,
        run: () => operations[two].run(world, second),
      })
      expect(allowed, `held at ${moment}`).toContain(await outcomeOf(world))
      expect(await audit(db, world.accountId), `held at ${moment}`).toEqual([])
    }
  })
})
