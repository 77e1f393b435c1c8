import { type SettledEnrollment, StaleWave, settleEnrollments } from '@millrace/store'
import { anAccount, aRecord, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { expect, test } from 'vitest'
import { aFlow, aPublishedWorkflow, enrollAll, setProperty } from '../testing/engine-fixture.js'

test('engine.md 4: an enrollment that is not where the wave found it aborts the wave as a whole', async () => {
  const { db, close } = await testDatabase()
  try {
    const accountId = await anAccount(db)
    const flow = aFlow({ startActionId: '1', actions: [setProperty('1', 'city', 'rome')] })
    const workflowId = await aPublishedWorkflow(db, accountId, flow)
    const ids = [await aRecord(db, accountId, '0-1'), await aRecord(db, accountId, '0-1')]
    const enrolled = await enrollAll(db, accountId, workflowId, ids)
    const rows = enrolled.map(
      ({ enrollmentId }, index): SettledEnrollment => ({
        id: enrollmentId ?? 0,
        place: null,
        expectedSeq: index,
        steps: 2,
        revisionId: 1,
        state: 'ended',
        actionId: '1',
        lane: 'bulk',
        dueAt: null,
        waitingSince: null,
        endState: 'completed',
        reason: 'completed',
        context: null,
      }),
    )
    const settling = db.withAccount(accountId, 'shared', (tx) => settleEnrollments(tx, rows, Date.now()))
    await expect(settling).rejects.toThrow(StaleWave)
    const states = await db.withAccount(accountId, 'read', (tx) =>
      tx.query(sql`SELECT DISTINCT state, seq FROM enrollments WHERE account_id = ${accountId}`),
    )
    expect(states).toEqual([{ state: 'ready', seq: 0 }])
  } finally {
    await close()
  }
})
