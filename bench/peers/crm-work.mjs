// The CRM work of one enrollment as every peer does it: two property writes and a branch, with version, change row, log
// rows, counters and the enrollment itself, in as few statements as their model allows. `ids` are {enrollmentId, recordId};
// one element is a batch of one. Peers connect as superuser: no walls to pay for.

/** First write; answers the visits each record branches on. `$1` account, `$2` workflow, `$3` enrollments, `$4` records. */
export const firstWrite = `
WITH step AS MATERIALIZED (SELECT * FROM unnest($3::bigint[], $4::bigint[]) AS t (id, record_id)
), written AS (
  UPDATE records r SET hot = r.hot || '{"score": 1}', version = r.version + 1, updated_at = now()
  FROM step WHERE r.account_id = $1 AND r.id = step.record_id
  RETURNING step.id AS enrollment_id, r.id, NEW.version, OLD.hot->'score' AS was, r.hot->'visits' AS visits
), changed AS (
  INSERT INTO changes (account_id, record_id, version, at, source, patch)
  SELECT $1, id, version, now(), jsonb_build_object('type', 'WORKFLOW', 'workflowId', $2::bigint, 'enrollmentId', enrollment_id),
    jsonb_build_object('score', jsonb_build_array(was, 1)) FROM written
), logged AS (
  INSERT INTO action_log (account_id, workflow_id, at, enrollment_id, seq, record_id, revision_id, action_id, action_type, outcome)
  SELECT $1, $2, now(), enrollment_id, 1, id, 1, '1', '0-5', 'succeeded' FROM written
), counted AS (
  INSERT INTO counter_deltas (account_id, workflow_id, day, revision_id, action_id, branch, outcome, n)
  SELECT $1, $2, (now() AT TIME ZONE 'UTC')::date, 1, '1', '', 'succeeded', count(*) FROM written
)
SELECT enrollment_id, visits::int AS visits FROM written`

/** Branch, second write and the end. `$5`: the stage of each. */
export const secondWrite = `
WITH step AS MATERIALIZED (SELECT * FROM unnest($3::bigint[], $4::bigint[], $5::text[]) AS t (id, record_id, stage)
), written AS (
  UPDATE records r SET hot = r.hot || jsonb_build_object('stage', step.stage), version = r.version + 1, updated_at = now()
  FROM step WHERE r.account_id = $1 AND r.id = step.record_id
  RETURNING step.id AS enrollment_id, r.id, NEW.version, OLD.hot->'stage' AS was, step.stage
), changed AS (
  INSERT INTO changes (account_id, record_id, version, at, source, patch)
  SELECT $1, id, version, now(), jsonb_build_object('type', 'WORKFLOW', 'workflowId', $2::bigint, 'enrollmentId', enrollment_id),
    jsonb_build_object('stage', jsonb_build_array(was, stage)) FROM written
), logged AS (
  INSERT INTO action_log (account_id, workflow_id, at, enrollment_id, seq, record_id, revision_id, action_id, action_type, outcome, code, branch)
  SELECT $1, $2, now(), enrollment_id, row.seq, id, 1, row.action_id, row.action_type, row.outcome, row.code, row.branch
  FROM written CROSS JOIN LATERAL (VALUES
    (2, '2', 'LIST_BRANCH', 'branched', NULL, CASE stage WHEN 'high' THEN 'Many visits' ELSE 'Few visits' END),
    (3, CASE stage WHEN 'high' THEN '3' ELSE '4' END, '0-5', 'succeeded', NULL, NULL),
    (4, NULL, NULL, 'ended', 'completed', NULL)) AS row (seq, action_id, action_type, outcome, code, branch)
  RETURNING action_id, branch, outcome
), counted AS (
  INSERT INTO counter_deltas (account_id, workflow_id, day, revision_id, action_id, branch, outcome, n)
  SELECT $1, $2, (now() AT TIME ZONE 'UTC')::date, 1, coalesce(action_id, ''), coalesce(branch, ''), outcome, count(*)
  FROM logged GROUP BY action_id, branch, outcome
), remembered AS (
  UPDATE workflow_records w SET completed_at = now() FROM step
  WHERE w.account_id = $1 AND w.workflow_id = $2 AND w.record_id = step.record_id
)
UPDATE enrollments e SET state = 'ended', seq = 4, due_at = NULL, ended_at = now(), end_state = 'completed', reason = 'completed'
FROM step WHERE e.account_id = $1 AND e.id = step.id`

export const stageOf = (visits) => (visits >= 5 ? 'high' : 'low')
export const stepsPerEnrollment = 3

/** Reads `{url, accountId, workflowId, firstEnrollment, firstRecord, count}` from the first argument. */
export const order = () => JSON.parse(process.argv[2])

export const enrollmentsOf = ({ firstEnrollment, firstRecord, count }) =>
  Array.from({ length: count }, (_, i) => ({ enrollmentId: firstEnrollment + i, recordId: firstRecord + i }))

/** The last line a peer prints. */
export function report(count, milliseconds) {
  console.log(JSON.stringify({ stepsPerSecond: (count * stepsPerEnrollment * 1000) / milliseconds }))
}

/** Runs `work` for every item, at most `width` at once. */
export async function inParallel(items, width, work) {
  let next = 0
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < items.length) await work(items[next++])
    }),
  )
}
