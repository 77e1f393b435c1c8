import { nextActionId } from '@millrace/definitions'
import { advance, audit, publish } from '@millrace/engine'
import { aFlow, anEngine, aPublishedWorkflow, enrollAll, setProperty } from '@millrace/engine/testing'
import { CommitUnknown, type Database, readWorkflow, replaceWorkflow } from '@millrace/store'
import { anAccount, records } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { drain } from '../testing/drain.js'
import type { Ending, Stage } from './story.js'

const greet = aFlow({
  startActionId: '1',
  nextAvailableActionId: '2',
  actions: [setProperty('1', 'jobtitle', 'Greeted')],
})

export const waveStories = {
  /** Somebody is taken out by hand: his record is locked already, his enrollment is not yet. */
  'enrollment-locked-before-record': async ({ races, planted }: Stage): Promise<Ending> => {
    const { outcome, allowed, findings } = await races.run(
      'unenroll',
      'sql:enrollments.active-of-records',
      'wave',
      planted,
    )
    return { found: allowed.includes(outcome), wanted: true, findings }
  },

  /** The process dies when everything is written and nothing committed. */
  'counter-outside-transaction': async ({ db, planted }: Stage): Promise<Ending> => {
    const { accountId } = await standing(db, 3)
    const dying = anEngine(db, {
      planted: new Set(planted),
      point: (name) => {
        if (name === 'wave:settled') throw new CommitUnknown('killed before COMMIT')
      },
    })
    await advance(dying, accountId, 'bulk').catch(() => {})
    await drain(anEngine(db), accountId)
    return {
      found: await endsOf(db, accountId),
      wanted: ['completed: 3'],
      findings: await audit(db, accountId),
    }
  },

  /** One of twenty breaks every wave it is in. */
  'attempt-counted-for-neighbours': async ({ db, planted }: Stage): Promise<Ending> => {
    const { accountId, enrollmentIds } = await standing(db, 20)
    const engine = anEngine(db, {
      planted: new Set(planted),
      async point(name) {
        if (name !== 'wave:ran') return
        const notes = await db.query<{ members: number[] }>(
          sql`SELECT enrollment_ids AS members FROM wave_notes WHERE worker_id = ${engine.workerId}::uuid`,
        )
        if (notes.some(({ members }) => members.map(Number).includes(enrollmentIds[7] ?? 0)))
          throw new Error('this one breaks every wave')
      },
    })
    await drain(engine, accountId)
    const wanted = ['completed: 19', 'person: 1']
    return { found: await endsOf(db, accountId), wanted, findings: await audit(db, accountId) }
  },

  /**
   * Somebody waits at an action that a later revision does not have. The next action that is added asks for an id: without
   * the memory of ids that were used, it gets that of the one he waits at, and he goes on where he never was.
   */
  'reused-action-id': async ({ db, planted }: Stage): Promise<Ending> => {
    const { accountId, workflowId, ids } = await standing(
      db,
      1,
      aFlow({
        startActionId: '1',
        nextAvailableActionId: '4',
        actions: [
          setProperty('1', 'jobtitle', 'Greeted', '2'),
          delay('2', '60', '3'),
          setProperty('3', 'lastname', 'Old'),
        ],
      }),
    )
    await drain(anEngine(db), accountId)
    await revise(db, accountId, workflowId, () => [setProperty('1', 'jobtitle', 'Greeted')])
    await revise(db, accountId, workflowId, (stored) => {
      const next = planted.includes('reused-action-id') ? nextActionId(stored.flow) : stored.nextActionId
      return [
        setProperty('1', 'jobtitle', 'Greeted', String(next)),
        delay(String(next), '1', String(next + 1)),
        setProperty(String(next + 1), 'lastname', 'New'),
      ]
    })
    await publish(db, accountId, workflowId, { enrollExisting: false })
    await db.withAccount(accountId, 'shared', (tx) =>
      tx.execute(sql`UPDATE enrollments SET due_at = now(), waiting_since = now() - interval '1 hour'
        WHERE account_id = ${accountId} AND state = 'time'`),
    )
    await drain(anEngine(db), accountId)
    const rows = await db.withAccount(accountId, 'read', (tx) =>
      tx.query<{ lastname: string | null }>(sql`
        SELECT coalesce(r.hot ->> 'lastname', c.cold ->> 'lastname') AS lastname
        FROM records r LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
        WHERE r.account_id = ${accountId} AND r.id = ${ids[0]}`),
    )
    const found = [...rows.map(({ lastname }) => lastname), ...(await endsOf(db, accountId))]
    return { found, wanted: [null, 'completed: 1'], findings: await audit(db, accountId) }
  },
}

const delay = (actionId: string, delta: string, next: string) => ({
  actionId,
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-1',
  actionTypeVersion: 0,
  fields: { delta, time_unit: 'MINUTES' },
  connection: { edgeType: 'STANDARD', nextActionId: next },
})

/** Contacts that stand at the first step of a workflow. */
async function standing(db: Database, count: number, flow = greet) {
  const accountId = await anAccount(db)
  const workflowId = await aPublishedWorkflow(db, accountId, flow)
  const ids = await records(
    db,
    accountId,
    '0-1',
    Array.from({ length: count }, () => ({ city: 'London' })),
  )
  const entered = await enrollAll(db, accountId, workflowId, ids)
  return { accountId, workflowId, ids, enrollmentIds: entered.map(({ enrollmentId }) => enrollmentId) }
}

type Stored = NonNullable<Awaited<ReturnType<typeof readWorkflow>>>

function revise(
  db: Database,
  accountId: number,
  workflowId: number,
  actionsOf: (stored: Stored) => readonly object[],
): Promise<unknown> {
  return db.withAccount(accountId, 'shared', async (tx) => {
    const stored = await readWorkflow(tx, workflowId)
    if (!stored) throw new Error('the workflow is gone')
    const flow = aFlow({ ...stored.flow, isEnabled: false, actions: actionsOf(stored) })
    return replaceWorkflow(tx, workflowId, flow, stored.revisionId)
  })
}

/** How many stand where, ended ones by their end. */
async function endsOf(db: Database, accountId: number): Promise<string[]> {
  const rows = await db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ line: string }>(sql`
      SELECT coalesce(end_state, state) || ': ' || count(*) AS line FROM enrollments
      WHERE account_id = ${accountId} GROUP BY coalesce(end_state, state) ORDER BY 1`),
  )
  return rows.map(({ line }) => line)
}
