// What must never be found (reliability.md 2.1). Each check is one statement, hence one snapshot, and returns one row for
// each thing that is wrong: what it is about, and what is wrong with it.
import sql, { type Sql } from 'sql-template-tag'

export interface Check {
  /** Kebab-case; with the invariant it stands for where there is one. */
  readonly name: string
  /** Rows `{subject text, detail text}`; at most a hundred. */
  statement(accountId: number): Sql
}

export const checks: readonly Check[] = [
  {
    name: 'step-logged-twice (I2, I3)',
    statement: (account) => sql`
      SELECT 'enrollment ' || enrollment_id AS subject, 'seq ' || seq || ' logged ' || count(*) || ' times' AS detail
      FROM action_log WHERE account_id = ${account} AND enrollment_id > 0
      GROUP BY enrollment_id, seq HAVING count(*) > 1 LIMIT 100`,
  },
  {
    name: 'log-has-a-gap (I2)',
    statement: (account) => sql`
      SELECT 'enrollment ' || e.id AS subject,
        'seq is ' || e.seq || ', the log has ' || count(DISTINCT l.seq) || ' up to ' || coalesce(max(l.seq), -1) AS detail
      FROM enrollments e LEFT JOIN action_log l ON l.account_id = e.account_id AND l.enrollment_id = e.id
      WHERE e.account_id = ${account} AND e.enrolled_at > now() - interval '80 days'
      GROUP BY e.id, e.seq
      HAVING count(DISTINCT l.seq) <> e.seq + 1 OR max(l.seq) IS DISTINCT FROM e.seq LIMIT 100`,
  },
  {
    name: 'end-not-logged-once (I1)',
    statement: (account) => sql`
      SELECT 'enrollment ' || e.id AS subject,
        coalesce(e.end_state, 'active') || ' with ' || count(l.seq) || ' rows saying it ended' AS detail
      FROM enrollments e LEFT JOIN action_log l
        ON l.account_id = e.account_id AND l.enrollment_id = e.id AND l.outcome = 'ended'
      WHERE e.account_id = ${account} AND e.enrolled_at > now() - interval '80 days'
      GROUP BY e.id, e.end_state
      HAVING count(l.seq) <> CASE WHEN e.end_state IS NULL THEN 0 ELSE 1 END LIMIT 100`,
  },
  {
    name: 'counters-differ-from-log (I6)',
    statement: (account) => sql`
      WITH counted AS (
        SELECT workflow_id, day, revision_id, action_id, branch, outcome, sum(n) AS n FROM (
          SELECT workflow_id, day, revision_id, action_id, branch, outcome, n FROM counters WHERE account_id = ${account}
          UNION ALL
          SELECT workflow_id, day, revision_id, action_id, branch, outcome, n FROM counter_deltas
          WHERE account_id = ${account}
        ) AS figures GROUP BY 1, 2, 3, 4, 5, 6
      ), logged AS (
        SELECT workflow_id, (at AT TIME ZONE 'UTC')::date AS day, revision_id, coalesce(action_id, '') AS action_id,
          coalesce(branch, '') AS branch, outcome, count(*) AS n
        FROM action_log WHERE account_id = ${account} GROUP BY 1, 2, 3, 4, 5, 6
      )
      SELECT 'workflow ' || workflow_id || ' on ' || day AS subject,
        concat_ws(' ', 'revision', revision_id, 'action', action_id, branch, outcome) || ': counted '
          || coalesce(c.n, 0) || ', logged ' || coalesce(l.n, 0) AS detail
      FROM counted c FULL JOIN logged l USING (workflow_id, day, revision_id, action_id, branch, outcome)
      WHERE coalesce(c.n, 0) <> coalesce(l.n, 0)
        AND day >= coalesce((SELECT min(day) FROM logged), day) LIMIT 100`,
  },
  {
    name: 'waits-for-an-effect-that-is-not-there (I8)',
    statement: (account) => sql`
      SELECT 'enrollment ' || e.id AS subject, 'no outbox row at action ' || e.action_id AS detail
      FROM enrollments e LEFT JOIN outbox o
        ON o.account_id = e.account_id AND o.enrollment_id = e.id AND o.resend_issue_id = 0
      WHERE e.account_id = ${account} AND e.state = 'effect' AND o.effect_id IS NULL LIMIT 100`,
  },
  {
    name: 'effect-nobody-waits-for',
    statement: (account) => sql`
      SELECT 'effect ' || o.effect_id AS subject,
        o.state || ', enrollment ' || o.enrollment_id || ' is ' || coalesce(e.state, 'gone') AS detail
      FROM outbox o LEFT JOIN enrollments e ON e.account_id = o.account_id AND e.id = o.enrollment_id
      WHERE o.account_id = ${account} AND o.resend_issue_id = 0 AND o.state <> 'in_flight'
        AND e.state IS DISTINCT FROM 'effect' LIMIT 100`,
  },
  {
    name: 'effect-in-flight-under-no-lease (I8)',
    statement: (account) => sql`
      SELECT 'effect ' || o.effect_id AS subject, 'lease ' || o.lease_id || ' is not there' AS detail
      FROM outbox o LEFT JOIN outbox_leases l ON l.account_id = o.account_id AND l.id = o.lease_id
      WHERE o.account_id = ${account} AND o.state = 'in_flight' AND l.id IS NULL LIMIT 100`,
  },
  {
    name: 'waits-for-a-person-without-an-issue (I8)',
    statement: (account) => sql`
      SELECT 'enrollment ' || e.id AS subject, 'no open issue' AS detail
      FROM enrollments e
      WHERE e.account_id = ${account} AND e.state = 'person' AND NOT EXISTS (
        SELECT FROM issues i
        WHERE i.account_id = e.account_id AND i.enrollment_id = e.id AND i.resolved_at IS NULL) LIMIT 100`,
  },
  {
    name: 'waits-for-an-event-that-nobody-tells (I8)',
    statement: (account) => sql`
      SELECT 'enrollment ' || e.id AS subject, 'neither an app nor an enrollment at action ' || e.action_id AS detail
      FROM enrollments e
      WHERE e.account_id = ${account} AND e.state = 'event'
        AND NOT EXISTS (
          SELECT FROM action_callbacks c
          WHERE c.account_id = e.account_id AND c.enrollment_id = e.id AND c.action_id = e.action_id)
        AND NOT EXISTS (
          SELECT FROM enrollment_waits w
          WHERE w.account_id = e.account_id AND w.waiting_id = e.id AND w.action_id = e.action_id) LIMIT 100`,
  },
  {
    name: 'awaited-end-that-was-not-told (A-FLW-10)',
    statement: (account) => sql`
      SELECT 'enrollment ' || w.awaited_id AS subject, 'enrollment ' || w.waiting_id || ' waits for it' AS detail
      FROM enrollment_waits w LEFT JOIN enrollments e ON e.account_id = w.account_id AND e.id = w.awaited_id
      WHERE w.account_id = ${account} AND w.end_state IS NULL AND (e.id IS NULL OR e.ended_at IS NOT NULL) LIMIT 100`,
  },
  {
    name: 'inside-without-a-living-record (W-UNA-1)',
    statement: (account) => sql`
      SELECT 'enrollment ' || e.id AS subject,
        'record ' || e.record_id || CASE WHEN r.id IS NULL THEN ' is not there' ELSE ' was deleted or merged' END AS detail
      FROM enrollments e LEFT JOIN records r ON r.account_id = e.account_id AND r.id = e.record_id
      WHERE e.account_id = ${account} AND e.ended_at IS NULL
        AND (r.id IS NULL OR r.deleted_at IS NOT NULL OR r.merged_into IS NOT NULL) LIMIT 100`,
  },
  {
    name: 'inside-without-a-workflow',
    statement: (account) => sql`
      SELECT 'enrollment ' || e.id AS subject, 'workflow ' || e.workflow_id || ' was never published' AS detail
      FROM enrollments e LEFT JOIN workflows w ON w.account_id = e.account_id AND w.id = e.workflow_id
      WHERE e.account_id = ${account} AND e.ended_at IS NULL AND w.published_revision_id IS NULL LIMIT 100`,
  },
  {
    name: 'memory-differs-from-enrollments (W-ENR-3)',
    statement: (account) => sql`
      WITH merged AS (
        SELECT id, merged_into FROM records WHERE account_id = ${account} AND merged_into IS NOT NULL
      ), entered AS (
        SELECT e.workflow_id, coalesce(m.merged_into, e.record_id) AS record_id, count(*) AS n
        FROM enrollments e LEFT JOIN merged m ON m.id = e.record_id WHERE e.account_id = ${account} GROUP BY 1, 2
      )
      SELECT 'workflow ' || workflow_id || ', record ' || record_id AS subject,
        'remembered ' || coalesce(w.enrollments, 0) || ', enrolled ' || coalesce(e.n, 0) AS detail
      FROM entered e FULL JOIN (
        SELECT workflow_id, record_id, enrollments, first_enrolled_at FROM workflow_records
        WHERE account_id = ${account} AND enrollments > 0
      ) AS w USING (workflow_id, record_id)
      WHERE coalesce(e.n, 0) > coalesce(w.enrollments, 0)
        OR (coalesce(e.n, 0) < w.enrollments AND w.first_enrolled_at > now() - interval '5 months') LIMIT 100`,
  },
  {
    name: 'versions-have-a-gap',
    statement: (account) => sql`
      SELECT 'record ' || r.id AS subject,
        'version ' || r.version || ', ' || count(c.version) || ' changes from ' || coalesce(min(c.version), 0)
          || ' to ' || coalesce(max(c.version), 0) AS detail
      FROM records r LEFT JOIN changes c ON c.account_id = r.account_id AND c.record_id = r.id
      WHERE r.account_id = ${account}
      GROUP BY r.id, r.version
      HAVING count(c.version) <> r.version OR min(c.version) <> 1 OR max(c.version) <> r.version LIMIT 100`,
  },
  {
    name: 'pending-without-a-change',
    statement: (account) => sql`
      SELECT 'record ' || p.record_id AS subject, 'version ' || p.version || ' is pending and was never made' AS detail
      FROM pending_changes p LEFT JOIN changes c
        ON c.account_id = p.account_id AND c.record_id = p.record_id AND c.version = p.version
      WHERE p.account_id = ${account} AND c.version IS NULL LIMIT 100`,
  },
  {
    name: 'key-of-no-record',
    statement: (account) => sql`
      SELECT 'record ' || k.record_id AS subject, 'key ' || k.key || ' of property ' || k.property_id AS detail
      FROM record_keys k LEFT JOIN records r ON r.account_id = k.account_id AND r.id = k.record_id
      WHERE k.account_id = ${account}
        AND (r.id IS NULL OR r.deleted_at IS NOT NULL OR r.merged_into IS NOT NULL) LIMIT 100`,
  },
  {
    // Grouped, not joined: keys have no index by record, and without statistics the join compared each with each (measured:
    // more than 30 s for 9,000 records). A survivor also holds unique keys of those it took in: there may be such a key.
    name: 'key-differs-from-value',
    statement: (account) => sql`
      SELECT 'record ' || record_id AS subject,
        max(name) || ' is ' || coalesce(max(value), 'empty') || ', its key ' || coalesce(string_agg(key, ', '), 'is missing')
          AS detail
      FROM (
        SELECT coalesce(r.merged_into, r.id) AS record_id, p.id AS property_id,
          CASE WHEN r.merged_into IS NULL THEN p.name END AS name,
          CASE WHEN r.merged_into IS NULL THEN v.value END AS value,
          CASE WHEN r.merged_into IS NOT NULL AND p.has_unique_value THEN v.value END AS former, NULL::text AS key
        FROM records r
        JOIN properties p ON p.account_id = r.account_id AND p.object_type_id = r.object_type_id AND p.keyed
          AND (p.type = 'string' OR p.type = 'enumeration' AND p.field_type <> 'checkbox') AND p.placement <> 'column'
          AND p.archived_at IS NULL
        LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
        CROSS JOIN LATERAL (
          SELECT coalesce(r.hot ->> ('~' || p.name), r.hot ->> p.name, c.cold ->> ('~' || p.name), c.cold ->> p.name) AS value
        ) AS v
        WHERE r.account_id = ${account} AND r.deleted_at IS NULL
        UNION ALL
        SELECT record_id, property_id, NULL, NULL, NULL, key FROM record_keys WHERE account_id = ${account}
      ) AS sides
      GROUP BY record_id, property_id
      HAVING max(name) IS NOT NULL
        AND greatest(coalesce(length(max(value)), 0), coalesce(max(length(former)), 0)) <= 100
        AND NOT (
          array_remove(array_agg(key), NULL) @> array_remove(array_agg(value), NULL)
          AND array_agg(coalesce(value, former)) @> array_remove(array_agg(key), NULL)) LIMIT 100`,
  },
  {
    name: 'merged-into-no-survivor',
    statement: (account) => sql`
      SELECT 'record ' || r.id AS subject, 'merged into ' || r.merged_into || ', which is '
        || CASE WHEN s.id IS NULL THEN 'not there' WHEN s.merged_into IS NULL THEN 'of another type' ELSE 'merged itself' END
        AS detail
      FROM records r LEFT JOIN records s ON s.account_id = r.account_id AND s.id = r.merged_into
      WHERE r.account_id = ${account} AND r.merged_into IS NOT NULL
        AND (s.id IS NULL OR s.merged_into IS NOT NULL OR s.object_type_id <> r.object_type_id) LIMIT 100`,
  },
  {
    name: 'segment-member-without-a-living-record',
    statement: (account) => sql`
      SELECT 'workflow ' || s.workflow_id || ', record ' || s.record_id AS subject, 'is a member' AS detail
      FROM segment_members s LEFT JOIN records r ON r.account_id = s.account_id AND r.id = s.record_id
      WHERE s.account_id = ${account} AND (r.id IS NULL OR r.deleted_at IS NOT NULL OR r.merged_into IS NOT NULL)
        AND NOT EXISTS (
          SELECT FROM pending_changes p WHERE p.account_id = s.account_id AND p.record_id = s.record_id) LIMIT 100`,
  },
  {
    name: 'list-size-is-not-its-members',
    statement: (account) => sql`
      SELECT 'list ' || id AS subject, 'says ' || said || ', has ' || has AS detail FROM (
        SELECT l.id,
          l.size + coalesce((
            SELECT sum(d.n) FROM list_size_deltas d WHERE d.account_id = l.account_id AND d.list_id = l.id), 0) AS said,
          (SELECT count(*) FROM list_members m WHERE m.account_id = l.account_id AND m.list_id = l.id) AS has
        FROM lists l WHERE l.account_id = ${account}
      ) AS sizes
      WHERE said <> has LIMIT 100`,
  },
  {
    name: 'list-member-without-a-living-record',
    statement: (account) => sql`
      SELECT 'list ' || m.list_id || ', record ' || m.record_id AS subject, 'is a member' AS detail
      FROM list_members m LEFT JOIN records r ON r.account_id = m.account_id AND r.id = m.record_id
      WHERE m.account_id = ${account} AND (r.id IS NULL OR r.deleted_at IS NOT NULL OR r.merged_into IS NOT NULL)
      LIMIT 100`,
  },
  {
    name: 'build-of-a-workflow-that-is-off',
    statement: (account) => sql`
      SELECT 'publication ' || p.id AS subject, 'workflow ' || p.workflow_id || ' is off' AS detail
      FROM publications p LEFT JOIN workflows w ON w.account_id = p.account_id AND w.id = p.workflow_id
      WHERE p.account_id = ${account} AND p.state = 'RUNNING' AND w.is_enabled IS NOT TRUE LIMIT 100`,
  },
]
