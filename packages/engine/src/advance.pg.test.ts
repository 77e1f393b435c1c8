import { CommitUnknown, type Database, type Transaction } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { advance } from './advance.js'
import { audit } from './audit/audit.js'
import type { Engine } from './engine.js'
import type { Faults } from './faults.js'
import { countingStatements } from './testing/counting-statements.js'
import { aFlow, anEngine, aPublishedWorkflow, enrollAll, setProperty } from './testing/engine-fixture.js'

let test_: TestDatabase
let db: Database

beforeAll(async () => {
  test_ = await testDatabase()
  db = test_.db
})
afterAll(() => test_.close())

const twoWrites = aFlow({
  startActionId: '1',
  nextAvailableActionId: '3',
  actions: [setProperty('1', 'firstname', 'ada', '2'), setProperty('2', 'lastname', 'lovelace')],
})

const aDelay = (actionId: string, next?: string) => ({
  actionId,
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-1',
  actionTypeVersion: 0,
  fields: { delta: '60', time_unit: 'MINUTES' },
  ...(next !== undefined && { connection: { edgeType: 'STANDARD', nextActionId: next } }),
})

/** Contacts standing at the first step of a workflow. */
async function standing(flow = twoWrites, count = 3) {
  const accountId = await anAccount(db)
  const workflowId = await aPublishedWorkflow(db, accountId, flow)
  const ids = await records(
    db,
    accountId,
    '0-1',
    Array.from({ length: count }, (_, i) => ({ city: `Town ${i}` })),
  )
  await enrollAll(db, accountId, workflowId, ids)
  return { accountId, workflowId, ids }
}

function ask<Row extends object>(accountId: number, statement: (tx: Transaction) => Promise<Row[]>) {
  return db.withAccount(accountId, 'read', statement)
}

async function drain(engine: Engine, accountId: number): Promise<void> {
  for (let idle = 0; idle < 3; ) {
    const { claimed } = await advance(engine, accountId, 'bulk')
    idle = claimed === 0 ? idle + 1 : 0
  }
}

/** What must hold when everybody has finished `twoWrites` (I1, I2, I3, I6). */
async function expectExactlyOnce(accountId: number, count: number) {
  const [sums] = await ask(accountId, (tx) =>
    tx.query(sql`SELECT
      (SELECT count(*) FROM enrollments WHERE account_id = ${accountId} AND end_state = 'completed' AND seq = 3) AS completed,
      (SELECT count(*) FROM action_log WHERE account_id = ${accountId}) AS log,
      (SELECT coalesce(sum(n), 0)::bigint FROM counter_deltas WHERE account_id = ${accountId}) AS counted,
      (SELECT count(*) FROM changes, jsonb_object_keys(patch) WHERE account_id = ${accountId}
        AND source ->> 'type' = 'WORKFLOW') AS written,
      (SELECT count(*) FROM workflow_records WHERE account_id = ${accountId} AND completed_at IS NOT NULL) AS remembered`),
  )
  expect(sums).toEqual({
    completed: count,
    log: count * 4,
    counted: count * 4,
    written: count * 2,
    remembered: count,
  })
}

describe('a wave', () => {
  test('A-GEN-19 writes of one wave share a version that names workflow, enrollment and actions', async () => {
    const { accountId, workflowId, ids } = await standing(twoWrites, 1)
    expect(await advance(anEngine(db), accountId, 'bulk')).toEqual({ claimed: 1, more: false })
    const [change] = await ask(accountId, (tx) =>
      tx.query(sql`SELECT version, source, chain, patch FROM changes
        WHERE account_id = ${accountId} AND record_id = ${ids[0]} AND version > 1`),
    )
    const [enrollment] = await ask(accountId, (tx) =>
      tx.query<{ id: number }>(sql`SELECT id FROM enrollments WHERE account_id = ${accountId}`),
    )
    expect(change).toEqual({
      version: 2,
      source: { type: 'WORKFLOW', workflowId, enrollmentId: enrollment?.id, actionIds: ['1', '2'] },
      chain: [{ workflowId, recordId: ids[0], waited: false }],
      patch: { firstname: [null, 'ada'], lastname: [null, 'lovelace'] },
    })
    await expectExactlyOnce(accountId, 1)
  })

  test('I1 I3 I6 three workers racing for 10,000 enrollments run every step once', async () => {
    const { accountId } = await standing(twoWrites, 10_000)
    await Promise.all([1, 2, 3].map(() => drain(anEngine(db), accountId)))
    await expectExactlyOnce(accountId, 10_000)
    expect(await audit(db, accountId)).toEqual([])
  }, 120_000)

  test.each(['wave:locked', 'wave:loaded', 'wave:ran', 'wave:settled'])(
    'I1 I3 a connection killed at %s leaves everything to the next wave',
    async (point) => {
      const { accountId } = await standing(twoWrites, 20)
      const killed = anEngine(db, killingAt(point))
      await expect(advance(killed, accountId, 'bulk')).rejects.toThrow()
      await drain(anEngine(db), accountId)
      await expectExactlyOnce(accountId, 20)
    },
  )

  test('R6 a lost answer to COMMIT is not repeated: the next claim starts from the rows', async () => {
    const { accountId } = await standing(twoWrites, 20)
    const losing: Engine = { ...anEngine(db), db: losingCommits(db) }
    await expect(advance(losing, accountId, 'bulk')).rejects.toThrow(CommitUnknown)
    await drain(anEngine(db), accountId)
    await expectExactlyOnce(accountId, 20)
  })

  test('a wave costs at most 12 statements, its note and BEGIN and COMMIT included', async () => {
    const { accountId } = await standing(twoWrites, 250)
    const engine = anEngine(db)
    await advance(engine, accountId, 'timers')
    // A machine that is busy needs several: a wave settles after 50 ms.
    for (let claimed = 250; claimed > 0; ) {
      const statements = await countingStatements(db, async () => {
        claimed = (await advance(engine, accountId, 'bulk')).claimed
      })
      expect(statements.length, statements.join('\n')).toBeLessThanOrEqual(12)
    }
    await expectExactlyOnce(accountId, 250)
  })

  test('A-DLT a delay sets a timer and lets nobody through before it fires', async () => {
    const flow = aFlow({
      startActionId: '1',
      nextAvailableActionId: '3',
      actions: [aDelay('1', '2'), setProperty('2', 'lastname', 'lovelace')],
    })
    const { accountId } = await standing(flow, 2)
    const engine = anEngine(db)
    await drain(engine, accountId)
    const waiting = await ask(accountId, (tx) =>
      tx.query(sql`SELECT state, lane, action_id, seq, due_at - waiting_since = '60 minutes' AS "anHour"
        FROM enrollments WHERE account_id = ${accountId}`),
    )
    const row = { state: 'time', lane: 'timers', action_id: '1', seq: 1, anHour: true }
    expect(waiting).toEqual([row, row])
    expect(await advance(engine, accountId, 'timers')).toEqual({ claimed: 0, more: false })
    await db.withAccount(accountId, 'shared', (tx) =>
      tx.execute(sql`UPDATE enrollments SET due_at = now() - interval '1 s' WHERE account_id = ${accountId}`),
    )
    expect(await advance(anEngine(db), accountId, 'timers')).toMatchObject({ claimed: 2 })
    const ended = await ask(accountId, (tx) =>
      tx.query(sql`SELECT end_state, seq FROM enrollments WHERE account_id = ${accountId}`),
    )
    expect(ended).toEqual([
      { end_state: 'completed', seq: 3 },
      { end_state: 'completed', seq: 3 },
    ])
  })

  test('A-GEN-20 W-UNA-1 nothing runs for a record that was deleted', async () => {
    const { accountId, ids } = await standing(twoWrites, 2)
    await db.withAccount(accountId, 'shared', (tx) =>
      tx.execute(
        sql`UPDATE records SET deleted_at = now() WHERE account_id = ${accountId} AND id = ${ids[0]}`,
      ),
    )
    await drain(anEngine(db), accountId)
    const ends = await ask(accountId, (tx) =>
      tx.query(
        sql`SELECT end_state, reason, seq FROM enrollments WHERE account_id = ${accountId} ORDER BY record_id`,
      ),
    )
    expect(ends).toEqual([
      { end_state: 'unenrolled', reason: 'record_deleted', seq: 1 },
      { end_state: 'completed', reason: 'completed', seq: 3 },
    ])
  })

  test('engine.md 4, poison: what breaks a wave ends up alone and waits for a person; its neighbours finish', async () => {
    const { accountId, ids } = await standing(twoWrites, 40)
    const [poison] = await ask(accountId, (tx) =>
      tx.query<{ id: number }>(
        sql`SELECT id FROM enrollments WHERE account_id = ${accountId} AND record_id = ${ids[7]}`,
      ),
    )
    const engine = anEngine(db, {
      planted: new Set(),
      async point(name) {
        if (name !== 'wave:ran') return
        const [note] = await db.query<{ ids: number[] }>(
          sql`SELECT to_json(enrollment_ids) AS ids FROM wave_notes WHERE account_id = ${accountId}`,
        )
        if (poison && note?.ids.includes(poison.id)) throw new Error('poison')
      },
    })
    await drain(engine, accountId)
    const states = await ask(accountId, (tx) =>
      tx.query(sql`SELECT state, record_id = ${ids[7]} AS poison, suspicion, count(*) AS n FROM enrollments
        WHERE account_id = ${accountId} GROUP BY 1, 2, 3 ORDER BY n`),
    )
    expect(states).toEqual([
      { state: 'person', poison: true, suspicion: 4, n: 1 },
      { state: 'ended', poison: false, suspicion: 0, n: 39 },
    ])
    const issues = await ask(accountId, (tx) =>
      tx.query(sql`SELECT kind, enrollment_id FROM issues WHERE account_id = ${accountId}`),
    )
    expect(issues).toEqual([{ kind: 'poison', enrollment_id: poison?.id }])
  })

  test('engine.md 4: whoever times out every time is no server trouble: alone in the end, it waits for a person', async () => {
    const { accountId, ids } = await standing(twoWrites, 40)
    const [slow] = await ask(accountId, (tx) =>
      tx.query<{ id: number }>(
        sql`SELECT id FROM enrollments WHERE account_id = ${accountId} AND record_id = ${ids[7]}`,
      ),
    )
    const engine = anEngine(db, {
      planted: new Set(),
      async point(name) {
        if (name !== 'wave:ran') return
        const [note] = await db.query<{ ids: number[] }>(
          sql`SELECT to_json(enrollment_ids) AS ids FROM wave_notes WHERE account_id = ${accountId}`,
        )
        if (!slow || !note?.ids.includes(slow.id)) return
        await db.withAccount(accountId, 'shared', async (tx) => {
          await tx.execute(sql`SET LOCAL statement_timeout = 1`)
          await tx.execute(sql`SELECT pg_sleep(10)`)
        })
      },
    })
    let timeouts = 0
    const patient = async () => {
      try {
        await drain(engine, accountId)
        return true
      } catch {
        timeouts += 1
        return timeouts > 100
      }
    }
    while (!(await patient()));
    // Three times each: in a wave, among 16, and twice alone.
    expect(timeouts).toBe(12)
    const states = await ask(accountId, (tx) =>
      tx.query(sql`SELECT state, record_id = ${ids[7]} AS slow, count(*) AS n FROM enrollments
        WHERE account_id = ${accountId} GROUP BY 1, 2 ORDER BY n`),
    )
    expect(states).toEqual([
      { state: 'person', slow: true, n: 1 },
      { state: 'ended', slow: false, n: 39 },
    ])
    expect(await audit(db, accountId)).toEqual([])
  })

  test('engine.md 8, planted: counters outside the transaction disagree with the log after a crash', async () => {
    const { accountId } = await standing(twoWrites, 5)
    const faults: Faults = {
      planted: new Set(['counter-outside-transaction']),
      point: (name) => {
        if (name === 'wave:settled') throw new CommitUnknown('killed before COMMIT')
      },
    }
    await expect(advance(anEngine(db, faults), accountId, 'bulk')).rejects.toThrow(CommitUnknown)
    await drain(anEngine(db), accountId)
    expect((await audit(db, accountId)).length).toBeGreaterThan(0)
  })

  test('the note of a running wave names its members and is gone when the slot is idle', async () => {
    const { accountId } = await standing(twoWrites, 5)
    const seen: number[] = []
    const notes = sql`SELECT cardinality(enrollment_ids) AS members FROM wave_notes WHERE account_id = ${accountId}`
    const engine = anEngine(db, {
      planted: new Set(),
      async point(name) {
        if (name === 'wave:ran')
          for (const row of await db.query<{ members: number }>(notes)) seen.push(row.members)
      },
    })
    await drain(engine, accountId)
    expect(seen).toEqual([5])
    expect(await db.query(notes)).toEqual([])
  })
})

/** The server ends the wave's own connection when the wave gets to a point. */
function killingAt(point: string): Faults {
  return {
    planted: new Set(),
    async point(name) {
      if (name !== point) return
      await db.owner.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'idle in transaction'`)
    },
  }
}

/** Commits, then says that the answer was lost. */
function losingCommits(real: Database): Database {
  return {
    ...real,
    withAccount: async (accountId, mode, work, options) => {
      await real.withAccount(accountId, mode, work, options)
      throw new CommitUnknown('the answer to COMMIT was lost')
    },
  }
}
