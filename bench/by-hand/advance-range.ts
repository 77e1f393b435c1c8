import sql, { type Sql } from 'sql-template-tag'

/**
 * The bulk workflow's whole effect for one range of enrollments, written by hand as one set-based statement: two
 * property writes, one branch, and every row the engine leaves behind. No claim, no locks but the updates' own, no
 * definitions: what a good SQL writer would run once, at night, and the upper bound of what we may hope for.
 */
export function advanceRange(accountId: number, from: number, to: number): Sql {
  return sql`
WITH due AS MATERIALIZED (
  SELECT id, workflow_id, record_id, revision_id FROM enrollments
  WHERE account_id = ${accountId} AND id BETWEEN ${from} AND ${to} AND state = 'ready'
), written AS (
  UPDATE records r
  SET hot = r.hot || jsonb_build_object('score', 1, 'stage', CASE WHEN (r.hot->'visits')::int >= 5 THEN 'high' ELSE 'low' END),
      version = r.version + 1, updated_at = now()
  FROM due WHERE r.account_id = ${accountId} AND r.id = due.record_id
  RETURNING due.id AS enrollment_id, due.workflow_id, due.revision_id, r.id, NEW.version,
    OLD.hot->'score' AS old_score, OLD.hot->'stage' AS old_stage, NEW.hot->'stage' AS stage
), changed AS (
  INSERT INTO changes (account_id, record_id, version, at, source, chain, patch)
  SELECT ${accountId}, id, version, now(),
    jsonb_build_object('type', 'WORKFLOW', 'workflowId', workflow_id, 'enrollmentId', enrollment_id, 'actionIds', '["1", "3"]'::jsonb),
    jsonb_build_array(jsonb_build_object('workflowId', workflow_id, 'recordId', id, 'waited', false)),
    jsonb_build_object('score', jsonb_build_array(old_score, 1), 'stage', jsonb_build_array(old_stage, stage))
  FROM written
), logged AS (
  INSERT INTO action_log (account_id, workflow_id, at, enrollment_id, seq, record_id, revision_id, action_id, action_type, outcome, code, branch)
  SELECT ${accountId}, workflow_id, now(), enrollment_id, step.seq, id, revision_id, step.action_id, step.action_type, step.outcome, step.code,
    CASE WHEN step.seq = 2 THEN CASE stage WHEN '"high"' THEN 'Many visits' ELSE 'Few visits' END END
  FROM written CROSS JOIN LATERAL (VALUES
    (1, '1', '0-5', 'succeeded', NULL),
    (2, '2', 'LIST_BRANCH', 'branched', NULL),
    (3, CASE stage WHEN '"high"' THEN '3' ELSE '4' END, '0-5', 'succeeded', NULL),
    (4, NULL, NULL, 'ended', 'completed')) AS step (seq, action_id, action_type, outcome, code)
  RETURNING workflow_id, revision_id, action_id, branch, outcome
), counted AS (
  INSERT INTO counter_deltas (account_id, workflow_id, day, revision_id, action_id, branch, outcome, n)
  SELECT ${accountId}, workflow_id, (now() AT TIME ZONE 'UTC')::date, revision_id, coalesce(action_id, ''), coalesce(branch, ''), outcome, count(*)
  FROM logged GROUP BY workflow_id, revision_id, action_id, branch, outcome
), remembered AS (
  UPDATE workflow_records w SET completed_at = now()
  FROM due WHERE w.account_id = ${accountId} AND w.workflow_id = due.workflow_id AND w.record_id = due.record_id
)
UPDATE enrollments e
SET state = 'ended', seq = e.seq + 4, due_at = NULL, ended_at = now(), end_state = 'completed', reason = 'completed',
    action_id = CASE written.stage WHEN '"high"' THEN '3' ELSE '4' END
FROM written WHERE e.account_id = ${accountId} AND e.id = written.enrollment_id`
}
