// The quiet phase: no more faults, and everything that is due must come to its end.
import type pg from 'pg'
import { jump } from './clock.js'
import { pause } from './wait.js'

/** Work left of each kind, and how far it has come in all. */
const leftovers = `
  SELECT
    (SELECT count(*) FROM enrollments WHERE ended_at IS NULL AND state <> 'person')::int AS enrollments,
    (SELECT (SELECT count(*) FROM pending_changes) + (SELECT count(*) FROM pending_events))::int AS pending,
    (SELECT count(*) FROM pending_fanout)::int AS fanout,
    (SELECT count(*) FROM publications WHERE state = 'RUNNING')::int AS publications,
    (SELECT count(*) FROM outbox)::int AS outbox,
    (SELECT count(*) FROM outbox_leases)::int AS leases,
    (SELECT count(*) FROM wave_notes WHERE worker_id NOT IN (SELECT id FROM workers))::int AS notes`

const progress = `
  SELECT concat_ws(' ', (SELECT sum(seq) FROM enrollments), (SELECT count(*) FROM enrollments),
    (SELECT count(*) FROM pending_changes), (SELECT sum(attempt) FROM outbox), (SELECT count(*) FROM outbox_leases),
    (SELECT string_agg(coalesce(cursor::text, '-'), ',' ORDER BY id) FROM publications)) AS mark`

const stuck = `
  (SELECT 'enrollment' AS what, to_jsonb(e) - 'source' - 'chain' AS row FROM enrollments e
   WHERE ended_at IS NULL AND state <> 'person' LIMIT 5)
  UNION ALL (SELECT 'outbox', to_jsonb(o) - 'request' FROM outbox o LIMIT 5)
  UNION ALL (SELECT 'lane', to_jsonb(l) FROM outbox_lanes l WHERE in_flight > 0 OR next_at < 'infinity' LIMIT 5)
  UNION ALL (SELECT 'lease', to_jsonb(l) FROM outbox_leases l LIMIT 5)
  UNION ALL (SELECT 'pending', to_jsonb(p) FROM pending_changes p LIMIT 5)
  UNION ALL (SELECT 'publication', to_jsonb(p) FROM publications p WHERE state = 'RUNNING')
  UNION ALL (SELECT 'note', to_jsonb(n) FROM wave_notes n LIMIT 5)
  UNION ALL (SELECT 'session', jsonb_build_object('name', application_name, 'state', state, 'for', now() - xact_start,
     'waits', wait_event, 'query', left(query, 200))
   FROM pg_stat_activity WHERE datname = 'millrace' AND xact_start < now() - interval '2 s')`

/** Waits until nothing is left; what stands still for `stillMs`, or is left after `patienceMs`, as findings. */
export async function drain(admin: pg.Pool, patienceMs: number, stillMs: number): Promise<string[]> {
  const deadline = Date.now() + patienceMs
  let mark = ''
  let movedAt = Date.now()
  for (;;) {
    await jump(admin)
    const { rows } = await admin.query<Record<string, number>>(leftovers)
    const left = Object.entries(rows[0] ?? {}).filter(([, count]) => count > 0)
    if (left.length === 0) return []
    const now = (await admin.query<{ mark: string }>(progress)).rows[0]?.mark ?? ''
    if (now !== mark) movedAt = Date.now()
    mark = now
    if (Date.now() > deadline || Date.now() - movedAt > stillMs)
      return [`I8 stuck: ${JSON.stringify(Object.fromEntries(left))}`, ...(await whatIsStuck(admin))]
    await pause(250)
  }
}

async function whatIsStuck(admin: pg.Pool): Promise<string[]> {
  const { rows } = await admin.query<{ what: string; row: object }>(stuck)
  return rows.map(({ what, row }) => `I8 stuck ${what}: ${JSON.stringify(row)}`)
}
