import { advance, build, type Engine, evaluate, expandFanout, release } from '@millrace/engine'
import type { Lane } from '@millrace/model'
import sql from 'sql-template-tag'

/** Does everything that is due in an account, until nothing is left; who waits for a later moment goes on waiting. */
export async function drain(engine: Engine, accountId: number): Promise<void> {
  for (let turns = 0; ; turns++) {
    const left = await workOf(engine, accountId)
    if (!left.build && !left.fanout && !left.released && left.changed.length + left.due.length === 0) return
    if (turns > 100) throw new Error(`this never ends: ${JSON.stringify(left)}`)
    if (left.build) await build(engine, accountId)
    if (left.fanout) await expandFanout(engine, accountId)
    if (left.released) await release(engine, accountId)
    for (const lane of left.changed) await evaluate(engine, accountId, lane)
    for (const lane of left.due) await advance(engine, accountId, lane)
  }
}

interface Work {
  readonly build: boolean
  readonly fanout: boolean
  readonly released: boolean
  readonly changed: readonly Lane[]
  readonly due: readonly Lane[]
}

async function workOf({ db }: Engine, accountId: number): Promise<Work> {
  const [work] = await db.withAccount(accountId, 'read', (tx) =>
    tx.query<Work>(sql`SELECT
      EXISTS (SELECT FROM publications WHERE account_id = ${accountId} AND state = 'RUNNING') AS build,
      EXISTS (SELECT FROM pending_fanout WHERE account_id = ${accountId}) AS fanout,
      EXISTS (SELECT FROM enrollment_waits
        WHERE account_id = ${accountId} AND end_state IS NOT NULL AND NOT noted) AS released,
      ARRAY(SELECT DISTINCT lane FROM pending_changes WHERE account_id = ${accountId} ORDER BY lane) AS changed,
      ARRAY(SELECT DISTINCT lane FROM enrollments
        WHERE account_id = ${accountId} AND due_at <= now() ORDER BY lane) AS due`),
  )
  if (!work) throw new Error('one row was asked for')
  return work
}
