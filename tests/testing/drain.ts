import { advance, build, type Engine, evaluate, expandFanout, release, retime } from '@millrace/engine'
import type { Lane } from '@millrace/model'
import sql from 'sql-template-tag'

/** Does everything that is due in an account, until nothing is left; who waits for a later moment goes on waiting. */
export async function drain(engine: Engine, accountId: number): Promise<void> {
  for (let turns = 0; ; turns++) {
    const left = await workOf(engine, accountId)
    const { build: building, fanout, released, retiming, changed, due } = left
    if (![building, fanout, released, retiming].includes(true) && changed.length + due.length === 0) return
    if (turns > 100) throw new Error(`this never ends: ${JSON.stringify(left)}`)
    if (building) await build(engine, accountId)
    if (fanout) await expandFanout(engine, accountId)
    if (released) await release(engine, accountId)
    if (retiming) await retime(engine, accountId)
    for (const lane of changed) await evaluate(engine, accountId, lane)
    for (const lane of due) await advance(engine, accountId, lane)
  }
}

interface Work {
  readonly build: boolean
  readonly fanout: boolean
  readonly released: boolean
  readonly retiming: boolean
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
      EXISTS (SELECT FROM revision_moves
        WHERE account_id = ${accountId} AND retime_cursor IS NOT NULL) AS retiming,
      ARRAY(SELECT lane FROM pending_changes WHERE account_id = ${accountId}
        UNION SELECT lane FROM pending_events WHERE account_id = ${accountId} ORDER BY lane) AS changed,
      ARRAY(SELECT DISTINCT lane FROM enrollments
        WHERE account_id = ${accountId} AND due_at <= now() ORDER BY lane) AS due`),
  )
  if (!work) throw new Error('one row was asked for')
  return work
}
