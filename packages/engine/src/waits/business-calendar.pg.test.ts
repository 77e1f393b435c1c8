// Delays that count only business days (A-DLT-4), and people who wait in them while the calendar changes.
import {
  type AccountSettings,
  afterBusinessTime,
  defaultAccountSettings,
  localDayNumber,
} from '@millrace/model'
import { createWorkflow, type Database, replaceWorkflow } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advance } from '../advance.js'
import { audit } from '../audit/audit.js'
import type { Engine } from '../engine.js'
import { publish } from '../publish/publish.js'
import { aFlow, anEngine, enrollAll, setProperty } from '../testing/engine-fixture.js'
import { changeSettings } from './change-settings.js'
import { retime } from './retime.js'

let testing: TestDatabase
let db: Database
let engine: Engine
beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
  engine = anEngine(db)
})
afterAll(() => testing.close())

const day = 86_400_000
const flowOf = (city: string) =>
  aFlow({
    startActionId: '1',
    actions: [
      {
        actionId: '1',
        type: 'SINGLE_CONNECTION',
        actionTypeId: '0-1',
        fields: { delta: '3', time_unit: 'DAYS' },
        millrace: { businessDays: true },
        connection: { edgeType: 'STANDARD', nextActionId: '2' },
      },
      setProperty('2', 'city', city),
    ],
  })

async function anAccountWithOneWaiting() {
  const accountId = await anAccount(db)
  const { id } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, flowOf('A')))
  await publish(db, accountId, id, { enrollExisting: false })
  await enrollAll(db, accountId, id, await records(db, accountId, '0-1', [{}]))
  await advance(engine, accountId, 'bulk')
  return { accountId, workflowId: id }
}

async function standing(accountId: number) {
  const rows = await db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ state: string; due: number; since: number }>(sql`
      SELECT state, due_at AS due, waiting_since AS since FROM enrollments WHERE account_id = ${accountId}`),
  )
  return rows[0] ?? { state: 'nobody', due: 0, since: 0 }
}

const due = (since: number, { businessCalendar }: AccountSettings) =>
  afterBusinessTime(businessCalendar, 'UTC', since, 3 * day)

async function change(accountId: number, settings: AccountSettings): Promise<boolean> {
  const retimes = await db.withAccount(accountId, 'exclusive', (tx) => changeSettings(tx, settings))
  while ((await retime(engine, accountId)).more);
  while ((await advance(engine, accountId, 'timers')).more);
  return retimes
}

const everyDay = new Set([1, 2, 3, 4, 5, 6, 7])
const withHolidays = (...holidays: readonly number[]): AccountSettings => ({
  noBackwardLifecycle: false,
  businessCalendar: { workingDays: everyDay, holidays: new Set(holidays) },
})

test('A-DLT-4 a wait counts the business days of its account, and follows its calendar both ways', async () => {
  const { accountId } = await anAccountWithOneWaiting()
  const other = await anAccountWithOneWaiting()
  const { since, due: first } = await standing(accountId)
  const untouched = await standing(other.accountId)
  expect(first).toBe(due(since, defaultAccountSettings))
  expect(await change(accountId, withHolidays())).toBe(true)
  expect(await standing(accountId)).toEqual({ state: 'time', since, due: since + 3 * day })
  const tomorrow = localDayNumber('UTC', since) + 1
  await change(accountId, withHolidays(tomorrow))
  expect((await standing(accountId)).due).toBe(since + 4 * day)
  await change(accountId, withHolidays(tomorrow + 100))
  expect((await standing(accountId)).due).toBe(since + 3 * day)
  expect(await change(accountId, { ...withHolidays(tomorrow + 100), noBackwardLifecycle: true })).toBe(false)
  expect(await standing(other.accountId)).toEqual(untouched)
  expect(await audit(db, accountId)).toEqual([])
})

test('A-DLT-4 W-RUN-8 also for those on an earlier revision, and while the workflow is edited again', async () => {
  const { accountId, workflowId } = await anAccountWithOneWaiting()
  const { since } = await standing(accountId)
  const edit = async (city: string, revision: number) => {
    await db.withAccount(accountId, 'shared', (tx) => replaceWorkflow(tx, workflowId, flowOf(city), revision))
    await publish(db, accountId, workflowId, { enrollExisting: false })
  }
  await edit('B', 1)
  await change(accountId, withHolidays())
  expect((await standing(accountId)).due).toBe(since + 3 * day)
  const holiday = localDayNumber('UTC', since) + 1
  // Changed, and before the job looks at anybody, published anew.
  await db.withAccount(accountId, 'exclusive', (tx) => changeSettings(tx, withHolidays(holiday)))
  await edit('C', 2)
  while ((await retime(engine, accountId)).more);
  while ((await advance(engine, accountId, 'timers')).more);
  expect((await standing(accountId)).due).toBe(since + 4 * day)
  expect(await audit(db, accountId)).toEqual([])
})

test('A-DLT-4 a timer that fires before the job came reckons anew and sleeps on', async () => {
  const { accountId } = await anAccountWithOneWaiting()
  const { since } = await standing(accountId)
  await change(accountId, withHolidays())
  const holiday = localDayNumber('UTC', since) + 1
  await db.withAccount(accountId, 'exclusive', (tx) => changeSettings(tx, withHolidays(holiday)))
  await db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(sql`UPDATE enrollments SET due_at = now() WHERE account_id = ${accountId}`),
  )
  await advance(engine, accountId, 'timers')
  expect(await standing(accountId)).toEqual({ state: 'time', since, due: since + 4 * day })
})
