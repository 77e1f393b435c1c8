import pg from 'pg'

/**
 * The same effects as a plain batch job: what a developer writes with `pg`, `unnest` and SKIP LOCKED when there is one
 * workflow, no editor and no second account. It claims 1,000 enrollments, decides in code and writes set-based.
 */
export async function batchJob(url: string, accountId: number): Promise<number> {
  const client = new pg.Client({ connectionString: url, options: '-c role=millrace_app' })
  await client.connect()
  let done = 0
  for (;;) {
    await client.query(
      `BEGIN; SET LOCAL app.account_id = '${accountId}'; SELECT pg_advisory_xact_lock_shared(19794, hashint8(${accountId}))`,
    )
    const { rows: due } = await client.query({ name: 'claim', text: claim, values: [accountId] })
    if (due.length === 0) break
    const recordIds = due.map((row) => row.record_id)
    const { rows: records } = await client.query({ name: 'load', text: load, values: [accountId, recordIds] })
    const hotOf = new Map(records.map((row) => [row.id, row]))
    const steps = due.map((row) => {
      const { hot, version } = hotOf.get(row.record_id)
      const stage = hot.visits >= 5 ? 'high' : 'low'
      const patch = JSON.stringify({ score: [hot.score ?? null, 1], stage: [hot.stage ?? null, stage] })
      return { ...row, version: version + 1, stage, patch, set: JSON.stringify({ score: 1, stage }) }
    })
    const column = (name: string) => steps.map((step) => step[name])
    const parts = ['id', 'workflow_id', 'record_id', 'revision_id', 'version', 'stage', 'patch', 'set'].map(
      column,
    )
    await client.query({ name: 'settle', text: settle, values: [accountId, ...parts] })
    await client.query('COMMIT')
    done += due.length
  }
  await client.query('ROLLBACK')
  await client.end()
  return done
}

const claim = `SELECT id, workflow_id, record_id, revision_id FROM enrollments
  WHERE account_id = $1 AND lane = 'bulk' AND due_at <= now() ORDER BY due_at, id LIMIT 1000 FOR NO KEY UPDATE SKIP LOCKED`
const load = `SELECT id, version, hot FROM records WHERE account_id = $1 AND id = ANY ($2::bigint[]) ORDER BY id FOR NO KEY UPDATE`
const settle = `
WITH step AS MATERIALIZED (
  SELECT * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::int[], $6::int[], $7::text[], $8::jsonb[], $9::jsonb[])
    AS t (id, workflow_id, record_id, revision_id, version, stage, patch, set)
), written AS (
  UPDATE records r SET hot = r.hot || step.set, version = step.version, updated_at = now()
  FROM step WHERE r.account_id = $1 AND r.id = step.record_id
), changed AS (
  INSERT INTO changes (account_id, record_id, version, at, source, chain, patch)
  SELECT $1, record_id, version, now(),
    jsonb_build_object('type', 'WORKFLOW', 'workflowId', workflow_id, 'enrollmentId', id, 'actionIds', '["1", "3"]'::jsonb),
    jsonb_build_array(jsonb_build_object('workflowId', workflow_id, 'recordId', record_id, 'waited', false)), patch FROM step
), logged AS (
  INSERT INTO action_log (account_id, workflow_id, at, enrollment_id, seq, record_id, revision_id, action_id, action_type, outcome, code, branch)
  SELECT $1, workflow_id, now(), id, row.seq, record_id, revision_id, row.action_id, row.action_type, row.outcome, row.code,
    CASE WHEN row.seq = 2 THEN CASE stage WHEN 'high' THEN 'Many visits' ELSE 'Few visits' END END
  FROM step CROSS JOIN LATERAL (VALUES (1, '1', '0-5', 'succeeded', NULL), (2, '2', 'LIST_BRANCH', 'branched', NULL),
    (3, CASE stage WHEN 'high' THEN '3' ELSE '4' END, '0-5', 'succeeded', NULL), (4, NULL, NULL, 'ended', 'completed'))
    AS row (seq, action_id, action_type, outcome, code)
  RETURNING workflow_id, revision_id, action_id, branch, outcome
), counted AS (
  INSERT INTO counter_deltas (account_id, workflow_id, day, revision_id, action_id, branch, outcome, n)
  SELECT $1, workflow_id, (now() AT TIME ZONE 'UTC')::date, revision_id, coalesce(action_id, ''), coalesce(branch, ''), outcome, count(*)
  FROM logged GROUP BY workflow_id, revision_id, action_id, branch, outcome
), remembered AS (
  UPDATE workflow_records w SET completed_at = now() FROM step
  WHERE w.account_id = $1 AND w.workflow_id = step.workflow_id AND w.record_id = step.record_id
)
UPDATE enrollments e SET state = 'ended', seq = e.seq + 4, due_at = NULL, ended_at = now(), end_state = 'completed',
  reason = 'completed', action_id = CASE step.stage WHEN 'high' THEN '3' ELSE '4' END
FROM step WHERE e.account_id = $1 AND e.id = step.id`
