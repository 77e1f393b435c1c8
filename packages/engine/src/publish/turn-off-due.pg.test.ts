import {
  createWorkflow,
  type Database,
  dueWork,
  raiseWork,
  readOccasionalWork,
  replaceWorkflow,
} from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Engine } from '../engine.js'
import { aFlow, anEngine, enrollAll, setProperty } from '../testing/engine-fixture.js'
import { publish } from './publish.js'
import { turnOffDue } from './turn-off-due.js'
import { unpublish } from './unpublish.js'

let testing: TestDatabase
let db: Database
let engine: Engine
beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
  engine = anEngine(db)
})
afterAll(() => testing.close())

const began = Date.now()
const inHours = (hours: number) => began + hours * 3_600_000
const flowUntil = (at: number | null) =>
  aFlow({
    startActionId: '1',
    actions: [setProperty('1', 'city', 'Rome')],
    millrace: { turnOffAt: at === null ? null : new Date(at).toISOString() },
  })

async function published(at: number) {
  const accountId = await anAccount(db)
  const { id } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, flowUntil(at)))
  const woken: unknown[][] = []
  const waker = { wake: (...given: unknown[]) => void woken.push(given), close: async () => {} }
  await publish(db, accountId, id, { enrollExisting: false, waker })
  return { accountId, id, woken }
}

async function workflow(accountId: number) {
  const [row] = await db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ isEnabled: boolean; at: number | null; epoch: number }>(sql`
      SELECT is_enabled AS "isEnabled", turn_off_at AS at,
        (SELECT definitions_epoch FROM accounts WHERE id = ${accountId}) AS epoch
      FROM workflows WHERE account_id = ${accountId}`),
  )
  return row
}

function passTime(accountId: number): Promise<number> {
  return db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(
      sql`UPDATE workflows SET turn_off_at = now() - interval '1 s' WHERE account_id = ${accountId}`,
    ),
  )
}

test('W-SET-20 a workflow stays on until its moment, which the worker is told of, and then it is off', async () => {
  const at = inHours(5)
  const { accountId, id, woken } = await published(at)
  const other = await published(at)
  expect(woken).toContainEqual([accountId, 'timers', at])
  const before = await workflow(accountId)
  expect(before).toMatchObject({ isEnabled: true, at })
  expect((await readOccasionalWork(db, accountId)).turnOffs).toBe(false)
  expect((await turnOffDue(engine, accountId)).claimed).toBe(0)
  expect(await workflow(accountId)).toEqual(before)

  await passTime(accountId)
  expect((await readOccasionalWork(db, accountId)).turnOffs).toBe(true)
  expect((await turnOffDue(engine, accountId)).claimed).toBe(1)
  expect(await workflow(accountId)).toEqual({ isEnabled: false, at: null, epoch: (before?.epoch ?? 0) + 1 })
  expect((await turnOffDue(engine, accountId)).claimed).toBe(0)
  expect((await readOccasionalWork(db, accountId)).turnOffs).toBe(false)
  expect(await workflow(other.accountId)).toMatchObject({ isEnabled: true })
  const results = await enrollAll(db, accountId, id, await records(db, accountId, '0-1', [{}]))
  expect(results.map(({ outcome }) => outcome)).not.toContain('enrolled')
})

test('W-SET-20 a lane with nothing to do sleeps until that moment', async () => {
  const at = inHours(5)
  const { accountId } = await published(at)
  await db.owner.query(
    `INSERT INTO account_work (account_id, lane, ready_at) VALUES ($1, 'timers', now())
     ON CONFLICT (account_id, lane) DO UPDATE SET ready_at = excluded.ready_at`,
    [accountId],
  )
  const hint = (await dueWork(db)).find((work) => work.accountId === accountId && work.lane === 'timers')
  if (!hint) throw new Error('the hint is due')
  await db.withAccount(accountId, 'shared', (tx) => raiseWork(tx, hint))
  const { rows } = await db.owner.query(
    `SELECT ready_at FROM account_work WHERE account_id = $1 AND lane = 'timers'`,
    [accountId],
  )
  expect(rows).toEqual([{ ready_at: at }])
})

test('W-SET-20 an edit moves the moment or takes it away; turning off by hand forgets it', async () => {
  const { accountId, id } = await published(inHours(5))
  const edit = async (revision: number, at: number | null) => {
    await db.withAccount(accountId, 'shared', (tx) => replaceWorkflow(tx, id, flowUntil(at), revision))
    await publish(db, accountId, id, { enrollExisting: false })
    return (await workflow(accountId))?.at
  }
  expect(await edit(1, inHours(9))).toBe(inHours(9))
  await unpublish(db, accountId, id, { unenrollAll: false })
  expect(await workflow(accountId)).toMatchObject({ isEnabled: false, at: null })
  await publish(db, accountId, id, { enrollExisting: false })
  expect(await workflow(accountId)).toMatchObject({ isEnabled: true, at: inHours(9) })
  await db.withAccount(accountId, 'shared', (tx) =>
    replaceWorkflow(tx, id, aFlow({ ...flowUntil(null), millrace: null }), 2),
  )
  await publish(db, accountId, id, { enrollExisting: false })
  expect(await workflow(accountId)).toMatchObject({ isEnabled: true, at: null })
})

test('W-SET-20 one whose moment has passed cannot be turned on', async () => {
  const accountId = await anAccount(db)
  const { id } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, flowUntil(inHours(-1))))
  await expect(publish(db, accountId, id, { enrollExisting: false })).rejects.toMatchObject({
    code: 'WORKFLOW_BLOCKED',
    details: [expect.objectContaining({ in: 'millrace.turnOffAt' })],
  })
  expect(await workflow(accountId)).toMatchObject({ isEnabled: false, at: null })
})
