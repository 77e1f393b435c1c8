// The invariants as SQL over the final database (reliability.md 2.1). Each statement returns what is wrong.
import type pg from 'pg'
import { jumpMs } from './clock.js'
import { after, delayAction, flowNames, passes, taskAction } from './flows.js'
import type { Tenant } from './tenant.js'

interface Rule {
  readonly name: string
  /** `$1`: the account. Rows `{wrong text}`. */
  readonly sql: string
}

const workflow = (name: string) => `(SELECT id FROM workflows WHERE account_id = $1 AND name = '${name}')`

/** A counter's value is the number of times its step succeeded, whatever was killed meanwhile. */
const countsPasses = (flow: string, property: string, actionId: string): Rule => ({
  name: `I3 ${property} counts every pass once`,
  sql: `
    SELECT 'record ' || r.id || ': ' || coalesce(r.hot ->> '${property}', c.cold ->> '${property}', '0') || ', passed '
      || coalesce(l.n, 0) AS wrong
    FROM records r
    LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
    LEFT JOIN (
      SELECT record_id, count(*) AS n FROM action_log
      WHERE account_id = $1 AND workflow_id = ${workflow(flow)} AND action_id = '${actionId}' AND outcome = 'succeeded'
      GROUP BY 1) l ON l.record_id = r.id
    WHERE r.account_id = $1 AND r.object_type_id = '0-1'
      AND coalesce(r.hot ->> '${property}', c.cold ->> '${property}', '0')::numeric <> coalesce(l.n, 0)`,
})

const rules: readonly Rule[] = [
  ...flowNames.map((flow) => countsPasses(flow, passes(flow), '1')),
  countsPasses('nurture', after('nurture'), '8'),
  countsPasses('existing', after('existing'), '3'),
  countsPasses('pulse', after('pulse'), '3'),
  ...[
    ['nurture', 'stage', 'new'],
    ['existing', 'cohort', 'old'],
  ].map(
    ([flow = '', property, value]): Rule => ({
      name: `I1 whoever is ${value} was in ${flow} exactly once`,
      sql: `
        SELECT 'record ' || r.id || CASE WHEN r.deleted_at IS NULL THEN '' ELSE ' (deleted)' END || ': ' || count(e.id)
          || ' times' AS wrong
        FROM records r LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
        LEFT JOIN enrollments e
          ON e.account_id = r.account_id AND e.record_id = r.id AND e.workflow_id = ${workflow(flow)}
        WHERE r.account_id = $1 AND coalesce(r.hot ->> '${property}', c.cold ->> '${property}') = '${value}'
        GROUP BY r.id, r.deleted_at
        HAVING count(e.id) > 1 OR (count(e.id) = 0 AND r.deleted_at IS NULL)`,
    }),
  ),
  {
    name: 'I1 who is not deleted and not in quarantine has completed',
    sql: `
      SELECT 'enrollment ' || e.id || ': ' || concat_ws(' ', e.state, e.end_state, e.reason) AS wrong
      FROM enrollments e JOIN records r ON r.account_id = e.account_id AND r.id = e.record_id
      WHERE e.account_id = $1 AND r.deleted_at IS NULL AND e.end_state IS DISTINCT FROM 'completed'
        AND e.state <> 'person'`,
  },
  {
    name: 'I3 a task is made once for each time its step succeeded',
    sql: `
      SELECT l.n || ' steps, ' || t.n || ' tasks' AS wrong FROM
        (SELECT count(*) AS n FROM action_log WHERE account_id = $1 AND workflow_id = ${workflow('nurture')}
          AND action_id = '${taskAction}' AND outcome = 'succeeded') l,
        (SELECT count(*) AS n FROM records WHERE account_id = $1 AND object_type_id = '0-27') t
      WHERE l.n <> t.n`,
  },
  {
    name: 'I2 no step failed or was skipped',
    sql: `
      SELECT 'enrollment ' || enrollment_id || ' action ' || action_id || ': ' || outcome || ' ' || coalesce(code, '')
        || ' ' || coalesce(detail::text, '') AS wrong
      FROM action_log WHERE account_id = $1 AND outcome IN ('failed', 'skipped', 'in_doubt')`,
  },
  {
    name: 'I9 a delay never ends early',
    sql: `
      SELECT 'enrollment ' || w.enrollment_id || ': ' || (n.at - w.at) AS wrong
      FROM action_log w JOIN action_log n ON n.account_id = w.account_id AND n.enrollment_id = w.enrollment_id
        AND n.seq = w.seq + 1
      WHERE w.account_id = $1 AND w.workflow_id = ${workflow('nurture')} AND w.action_id = '${delayAction}'
        AND w.outcome = 'waiting' AND n.outcome <> 'ended'
        AND n.at < w.at + interval '1 minute' - ${jumpMs} * interval '1 ms'`,
  },
  {
    name: 'I10 one branch was taken, by the score',
    sql: `
      SELECT 'record ' || r.id || ': score ' || (v.all ->> 'score') || ', track ' || coalesce(v.all ->> 'track', '') AS wrong
      FROM records r LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
      CROSS JOIN LATERAL (SELECT r.hot || coalesce(c.cold, '{}') AS all) v
      WHERE r.account_id = $1 AND v.all ? 'track'
        AND v.all ->> 'track' <> CASE WHEN (v.all ->> 'score')::numeric >= 50 THEN 'warm' ELSE 'slow' END`,
  },
  {
    name: 'I11 a request that was repeated created one contact',
    sql: `
      SELECT 'last name ' || v.name || ': ' || count(*) AS wrong
      FROM records r LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
      CROSS JOIN LATERAL (SELECT coalesce(r.hot ->> 'lastname', c.cold ->> 'lastname') AS name) v
      WHERE r.account_id = $1 AND r.object_type_id = '0-1' GROUP BY v.name HAVING count(*) > 1`,
  },
  {
    name: 'I8 no place of a lane is taken by nobody',
    sql: `SELECT 'lane ' || lane || ': ' || in_flight AS wrong FROM outbox_lanes WHERE account_id = $1 AND in_flight <> 0`,
  },
]

/** Every table in which a customer's words could stand. */
const wordy = ['records', 'cold_values', 'changes', 'action_log', 'enrollments', 'issues', 'record_keys']

export async function checkAccount(
  admin: pg.Pool,
  tenant: Tenant,
  others: readonly Tenant[],
): Promise<string[]> {
  const findings: string[] = []
  for (const { name, sql } of rules) {
    const { rows } = await admin.query<{ wrong: string }>(sql, [tenant.accountId])
    findings.push(...rows.slice(0, 5).map(({ wrong }) => `account ${tenant.accountId} ${name}: ${wrong}`))
  }
  for (const { canary } of others) {
    for (const table of wordy) {
      const { rows } = await admin.query(
        `SELECT FROM ${table} t WHERE account_id = $1 AND t::text LIKE '%' || $2 || '%' LIMIT 1`,
        [tenant.accountId, canary],
      )
      if (rows.length > 0) findings.push(`I7 ${canary} stands in ${table} of account ${tenant.accountId}`)
    }
  }
  return [...findings, ...(await lostCreations(admin, tenant)), ...tenant.refusals]
}

/** What was acknowledged is there. */
async function lostCreations(admin: pg.Pool, { accountId, created }: Tenant): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT coalesce(r.hot ->> 'lastname', c.cold ->> 'lastname') AS name
     FROM records r LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
     WHERE r.account_id = $1 AND r.object_type_id = '0-1'`,
    [accountId],
  )
  const there = new Set(rows.map(({ name }) => name))
  return created
    .filter((name) => !there.has(name))
    .map((name) => `contact ${name} of account ${accountId} was acknowledged and is not there`)
}

/** Of the installation as a whole, once everything is quiet. */
export async function checkInstallation(admin: pg.Pool): Promise<string[]> {
  const { rows } = await admin.query<{ wrong: string }>(`
    SELECT 'I12 idle in transaction for ' || (now() - xact_start) || ': ' || left(query, 200) AS wrong
    FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND xact_start < now() - interval '10 s'`)
  return rows.map(({ wrong }) => wrong)
}
