-- The store in one file. Every table that holds customer data has account_id first in its key and is walled by
-- forced row-level security (engine.md 1); the application runs as millrace_app, which owns nothing.

CREATE SEQUENCE record_ids START 1001;
CREATE SEQUENCE enrollment_ids START 1;

-- Accounts and who may speak for them -----------------------------------------------------------------------------

CREATE TABLE accounts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  time_zone text NOT NULL DEFAULT 'UTC',
  fiscal_year_start_month smallint NOT NULL DEFAULT 1 CHECK (fiscal_year_start_month BETWEEN 1 AND 12),
  -- Raised by every change to schema, live filters or workflows; a writer that reads it under the shared lock is current.
  definitions_epoch bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE access_tokens (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES accounts,
  token_hash bytea NOT NULL UNIQUE,
  last4 text NOT NULL,
  label text NOT NULL,
  -- NULL: unrestricted.
  scopes text[],
  instance_owner boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked_at timestamptz
);

-- Definitions -----------------------------------------------------------------------------------------------------

CREATE TABLE object_types (
  account_id bigint NOT NULL REFERENCES accounts,
  id text NOT NULL,
  name text NOT NULL,
  singular text NOT NULL,
  fully_qualified_name text NOT NULL,
  labels jsonb NOT NULL,
  primary_display_property text NOT NULL,
  required_properties text[] NOT NULL DEFAULT '{}',
  searchable_properties text[] NOT NULL DEFAULT '{}',
  secondary_display_properties text[] NOT NULL DEFAULT '{}',
  description text,
  custom boolean NOT NULL DEFAULT false,
  archived_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, id)
);
-- The name of an archived type is free again.
CREATE UNIQUE INDEX object_types_name ON object_types (account_id, name) WHERE archived_at IS NULL;

CREATE TABLE property_groups (
  account_id bigint NOT NULL,
  object_type_id text NOT NULL,
  name text NOT NULL,
  label text NOT NULL,
  display_order int NOT NULL DEFAULT -1,
  archived_at timestamptz,
  PRIMARY KEY (account_id, object_type_id, name),
  FOREIGN KEY (account_id, object_type_id) REFERENCES object_types (account_id, id)
);

CREATE TABLE properties (
  account_id bigint NOT NULL,
  id int NOT NULL,
  object_type_id text NOT NULL,
  name text NOT NULL,
  label text NOT NULL,
  type text NOT NULL,
  field_type text NOT NULL,
  group_name text NOT NULL,
  description text NOT NULL DEFAULT '',
  options jsonb NOT NULL DEFAULT '[]',
  external_options boolean NOT NULL DEFAULT false,
  has_unique_value boolean NOT NULL DEFAULT false,
  keyed boolean NOT NULL DEFAULT false,
  read_only boolean NOT NULL DEFAULT false,
  calculated boolean NOT NULL DEFAULT false,
  built_in boolean NOT NULL DEFAULT false,
  hidden boolean NOT NULL DEFAULT false,
  display_order int NOT NULL DEFAULT -1,
  placement text NOT NULL DEFAULT 'cold' CHECK (placement IN ('hot', 'cold', 'moving', 'column')),
  -- How far a move from cold to hot has come, by record id; NULL when nothing moves.
  move_cursor bigint,
  archived_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, object_type_id, name),
  FOREIGN KEY (account_id, object_type_id) REFERENCES object_types (account_id, id),
  CHECK (NOT has_unique_value OR keyed)
);

CREATE TABLE association_types (
  account_id bigint NOT NULL REFERENCES accounts,
  category text NOT NULL CHECK (category IN ('HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED', 'WORK')),
  type_id int NOT NULL,
  from_object_type_id text NOT NULL,
  to_object_type_id text NOT NULL,
  inverse_type_id int NOT NULL,
  label text,
  name text NOT NULL,
  max_per_record int,
  archived_at timestamptz,
  PRIMARY KEY (account_id, category, type_id, from_object_type_id, to_object_type_id)
);

-- Records ---------------------------------------------------------------------------------------------------------

-- What live filters, lists and workflow writes touch (hot) stands apart from the rest (cold_values), so that a write or
-- a count of a wide record reads and rewrites a narrow row (docs/decisions/0003). No index mentions a value.
CREATE TABLE records (
  account_id bigint NOT NULL REFERENCES accounts,
  id bigint NOT NULL DEFAULT nextval('record_ids'),
  object_type_id text COLLATE "C" NOT NULL,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  hot jsonb NOT NULL DEFAULT '{}',
  -- Set when a workflow's create-record action made it (A-CRE-9): workflow id and action id.
  created_by_workflow_id bigint,
  created_by_action_id text,
  merged_into bigint,
  deleted_at timestamptz,
  PRIMARY KEY (account_id, id)
) WITH (fillfactor = 80);
CREATE INDEX records_of_type ON records (account_id, object_type_id, id);

CREATE TABLE cold_values (
  account_id bigint NOT NULL,
  record_id bigint NOT NULL,
  cold jsonb NOT NULL,
  PRIMARY KEY (account_id, record_id)
) WITH (fillfactor = 90);

-- Everything looked up by value (engine.md 1): folded in code, unique where the property says so.
CREATE TABLE record_keys (
  account_id bigint NOT NULL,
  object_type_id text COLLATE "C" NOT NULL,
  property_id int NOT NULL,
  key text COLLATE "C" NOT NULL,
  record_id bigint NOT NULL,
  is_unique boolean NOT NULL,
  PRIMARY KEY (account_id, object_type_id, property_id, key, record_id)
);
CREATE UNIQUE INDEX record_keys_unique ON record_keys (account_id, object_type_id, property_id, key) WHERE is_unique;

-- Property history, audit, explain: one row per write of one record, kept while the record lives.
CREATE TABLE changes (
  account_id bigint NOT NULL,
  record_id bigint NOT NULL,
  version int NOT NULL,
  at timestamptz NOT NULL,
  source jsonb NOT NULL,
  chain jsonb NOT NULL DEFAULT '[]',
  -- {property: [old, new]} in canonical values.
  patch jsonb NOT NULL,
  PRIMARY KEY (account_id, record_id, version, at)
) PARTITION BY RANGE (at);

-- What evaluators have yet to look at: only the part of a patch that something live reads. Lives for seconds.
CREATE TABLE pending_changes (
  account_id bigint NOT NULL,
  record_id bigint NOT NULL,
  version int NOT NULL,
  lane text NOT NULL CHECK (lane IN ('interactive', 'timers', 'bulk')),
  -- The definitions epoch the writer held; a workflow turned on later does not look at it.
  epoch bigint NOT NULL,
  at timestamptz NOT NULL,
  source jsonb NOT NULL,
  chain jsonb NOT NULL DEFAULT '[]',
  -- created, changed, deleted, restored, merged, associated, listed
  kind text NOT NULL DEFAULT 'changed',
  patch jsonb NOT NULL,
  PRIMARY KEY (account_id, record_id, version)
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_limit = 2000);
CREATE INDEX pending_changes_by_lane ON pending_changes (account_id, lane, record_id);

CREATE TABLE associations (
  account_id bigint NOT NULL,
  from_id bigint NOT NULL,
  to_object_type_id text COLLATE "C" NOT NULL,
  to_id bigint NOT NULL,
  category text NOT NULL,
  type_id int NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, from_id, to_object_type_id, to_id, category, type_id)
);

CREATE TABLE lists (
  account_id bigint NOT NULL REFERENCES accounts,
  id bigint GENERATED ALWAYS AS IDENTITY,
  object_type_id text NOT NULL,
  name text NOT NULL,
  processing_type text NOT NULL CHECK (processing_type IN ('DYNAMIC', 'MANUAL', 'SNAPSHOT')),
  filter jsonb,
  size bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  PRIMARY KEY (account_id, id)
);

CREATE TABLE list_members (
  account_id bigint NOT NULL,
  list_id bigint NOT NULL,
  record_id bigint NOT NULL,
  matched_group smallint,
  joined_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, list_id, record_id)
);
CREATE INDEX list_members_of_record ON list_members (account_id, record_id);

-- Workflows -------------------------------------------------------------------------------------------------------

CREATE TABLE workflows (
  account_id bigint NOT NULL REFERENCES accounts,
  id bigint GENERATED ALWAYS AS IDENTITY,
  object_type_id text NOT NULL,
  type text NOT NULL CHECK (type IN ('CONTACT_FLOW', 'PLATFORM_FLOW')),
  name text,
  uuid text,
  is_enabled boolean NOT NULL DEFAULT false,
  -- The newest revision, and the one that runs.
  revision_id int NOT NULL,
  published_revision_id int,
  -- 1 + the greatest action id ever used in any revision (engine.md 6).
  next_action_id bigint NOT NULL DEFAULT 1,
  -- Definitions epoch at the last turn-on: changes written before it do not enroll (W-RUN-4).
  enabled_epoch bigint,
  enabled_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  PRIMARY KEY (account_id, id),
  CHECK (NOT is_enabled OR published_revision_id IS NOT NULL)
);
CREATE UNIQUE INDEX workflows_uuid ON workflows (account_id, uuid) WHERE uuid IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE workflow_revisions (
  account_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  revision_id int NOT NULL,
  document jsonb NOT NULL,
  published_at timestamptz,
  note text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, workflow_id, revision_id),
  FOREIGN KEY (account_id, workflow_id) REFERENCES workflows (account_id, id)
);

-- Who may still stand on an older revision: applied when an enrollment is claimed (engine.md 6).
CREATE TABLE revision_moves (
  account_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  to_revision_id int NOT NULL,
  from_revision_id int NOT NULL,
  -- {"old action id": "next action id" | null}: only actions that are gone.
  moved_actions jsonb NOT NULL,
  retime_cursor bigint,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, workflow_id, to_revision_id, from_revision_id)
);

-- Publishing in three moments (engine.md 3): cursor is NULL once the workflow is on.
CREATE TABLE publications (
  account_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  revision_id int NOT NULL,
  enroll_existing boolean NOT NULL,
  note text,
  state text NOT NULL CHECK (state IN ('RUNNING', 'COMPLETE', 'CANCELLED')),
  cursor bigint,
  -- The last record that existed at turn-on; later ones are new and enroll by their own change (docs/decisions/0008).
  last_record_id bigint NOT NULL,
  -- The definitions epoch this turn-on raised: changes written since carry it or a later one.
  epoch bigint NOT NULL,
  matching bigint,
  enrolled bigint NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  PRIMARY KEY (account_id, workflow_id, id),
  CHECK ((state = 'RUNNING') = (cursor IS NOT NULL))
);
CREATE INDEX publications_running ON publications (account_id) WHERE state = 'RUNNING';

-- Enrollments -----------------------------------------------------------------------------------------------------

-- One state at a time, tied to its columns. due_at is the next moment work may happen; queue tables keep HOT room.
CREATE TABLE enrollments (
  account_id bigint NOT NULL,
  id bigint NOT NULL DEFAULT nextval('enrollment_ids'),
  workflow_id bigint NOT NULL,
  record_id bigint NOT NULL,
  revision_id int NOT NULL,
  state text NOT NULL CHECK (state IN ('ready', 'time', 'event', 'effect', 'person', 'ended')),
  -- The action it stands at; once ended, the last one it stood at.
  action_id text,
  seq int NOT NULL DEFAULT 0,
  lane text NOT NULL CHECK (lane IN ('interactive', 'timers', 'bulk')),
  due_at timestamptz,
  waiting_since timestamptz,
  enrolled_at timestamptz NOT NULL,
  ended_at timestamptz,
  -- completed, goal_met, unenrolled, failed and why (W-UNA-12).
  end_state text CHECK (end_state IN ('completed', 'goal_met', 'unenrolled', 'failed')),
  reason text,
  source jsonb NOT NULL,
  chain jsonb NOT NULL DEFAULT '[]',
  -- {"visits": {...}, "outputs": {...}, "waited": bool}; NULL while there is nothing to say.
  context jsonb,
  -- Poison (engine.md 4): how often it was in a wave whose worker died; in batches of 16, then alone.
  suspicion smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, id),
  CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
  CHECK ((state = 'ended') = (end_state IS NOT NULL)),
  CHECK ((state IN ('ready', 'time', 'event')) = (due_at IS NOT NULL)),
  CHECK (state = 'ended' OR action_id IS NOT NULL)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_limit = 2000);
CREATE UNIQUE INDEX enrollments_active ON enrollments (account_id, record_id, workflow_id) WHERE ended_at IS NULL;
CREATE INDEX enrollments_due ON enrollments (account_id, lane, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX enrollments_of_workflow ON enrollments (account_id, workflow_id, id);

-- For ever: the first-time-only guard, the baseline of W-PUB-13 and the memory of workflow filters (M-RET-3).
CREATE TABLE workflow_records (
  account_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  record_id bigint NOT NULL,
  -- Already met the triggers when the workflow was turned on; 0 enrollments then.
  met_at_turn_on boolean NOT NULL DEFAULT false,
  enrollments int NOT NULL DEFAULT 0,
  first_enrolled_at timestamptz,
  last_enrolled_at timestamptz,
  completed_at timestamptz,
  goal_at timestamptz,
  PRIMARY KEY (account_id, workflow_id, record_id)
) WITH (fillfactor = 90);
CREATE INDEX workflow_records_of_record ON workflow_records (account_id, record_id);

-- One row per event of an enrollment (M-LOGA-1), dropped by partition after the retention.
CREATE TABLE action_log (
  account_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  at timestamptz NOT NULL,
  enrollment_id bigint NOT NULL,
  seq int NOT NULL,
  record_id bigint NOT NULL,
  revision_id int NOT NULL,
  action_id text,
  action_type text,
  -- enrolled, succeeded, skipped, failed, waiting, branched, ended, retrying, in_doubt, not_enrolled
  outcome text NOT NULL,
  code text,
  branch text,
  detail jsonb,
  PRIMARY KEY (account_id, workflow_id, at, enrollment_id, seq)
) PARTITION BY RANGE (at);
CREATE INDEX action_log_of_record ON action_log (account_id, record_id);

CREATE TABLE counter_deltas (
  account_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  workflow_id bigint NOT NULL,
  day date NOT NULL,
  revision_id int NOT NULL,
  action_id text NOT NULL,
  branch text NOT NULL,
  outcome text NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (account_id, id)
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);

CREATE TABLE counters (
  account_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  day date NOT NULL,
  revision_id int NOT NULL,
  action_id text NOT NULL,
  branch text NOT NULL,
  outcome text NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (account_id, workflow_id, day, revision_id, action_id, branch, outcome)
) WITH (fillfactor = 70);

CREATE TABLE issues (
  account_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  workflow_id bigint NOT NULL,
  enrollment_id bigint,
  record_id bigint,
  action_id text,
  -- poison, in_doubt, missing_asset, webhook_failure, loop_guard (M-ISS-6), frequent_re_enrollment (W-ENR-13)
  kind text NOT NULL,
  message text NOT NULL,
  detail jsonb,
  first_at timestamptz NOT NULL DEFAULT now(),
  last_at timestamptz NOT NULL DEFAULT now(),
  occurrences int NOT NULL DEFAULT 1,
  resolved_at timestamptz,
  PRIMARY KEY (account_id, id)
);

-- Work, timers, waves ---------------------------------------------------------------------------------------------

CREATE TABLE clock_wakeups (
  account_id bigint NOT NULL,
  record_id bigint NOT NULL,
  due_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, record_id)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX clock_wakeups_due ON clock_wakeups (account_id, due_at);

-- A write that filters on associated records read: expanded after commit, in chunks (engine.md 3).
CREATE TABLE pending_fanout (
  account_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  source_record_id bigint NOT NULL,
  epoch bigint NOT NULL,
  -- How many associations away the farthest filter that reads it stands.
  hops smallint NOT NULL DEFAULT 1 CHECK (hops > 0),
  chain jsonb NOT NULL DEFAULT '[]',
  cursor bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, id)
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500);

-- Members of filters that own-property replay cannot decide: associations, lists, history, clock (engine.md 3).
CREATE TABLE segment_members (
  account_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  record_id bigint NOT NULL,
  matched_group smallint,
  PRIMARY KEY (account_id, workflow_id, record_id)
);
CREATE INDEX segment_members_of_record ON segment_members (account_id, record_id);

-- Who has work: a hint, lowered after commit and raised by the worker that finds nothing. No customer data, not walled.
CREATE TABLE account_work (
  account_id bigint NOT NULL,
  lane text NOT NULL CHECK (lane IN ('interactive', 'timers', 'bulk')),
  ready_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, lane)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 100);

-- What a worker is running at this moment; a note whose worker is gone makes its members suspect. Not walled.
CREATE TABLE wave_notes (
  worker_id uuid NOT NULL,
  slot smallint NOT NULL,
  account_id bigint NOT NULL,
  enrollment_ids bigint[] NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (worker_id, slot)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 100);

CREATE TABLE workers (
  id uuid PRIMARY KEY,
  -- The advisory lock key its own connection holds while it lives.
  lock_key bigint NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now()
);

-- Effects that leave the database (engine.md 5) -------------------------------------------------------------------

CREATE TABLE outbox (
  account_id bigint NOT NULL,
  -- hash of account, enrollment, action, visit: never the attempt (W-ENG-4)
  effect_id uuid NOT NULL,
  kind text NOT NULL,
  lane text NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'in_flight', 'retrying')),
  repeat_safe boolean NOT NULL,
  workflow_id bigint NOT NULL,
  enrollment_id bigint NOT NULL,
  record_id bigint NOT NULL,
  revision_id int NOT NULL,
  action_id text NOT NULL,
  visit int NOT NULL,
  seq int NOT NULL,
  request jsonb NOT NULL,
  attempt int NOT NULL DEFAULT 0,
  first_attempt_at timestamptz,
  next_at timestamptz NOT NULL,
  lease_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, effect_id),
  CHECK ((state = 'in_flight') = (lease_id IS NOT NULL))
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
CREATE UNIQUE INDEX outbox_of_enrollment ON outbox (account_id, enrollment_id);
CREATE INDEX outbox_due ON outbox (account_id, lane, next_at) WHERE state <> 'in_flight';
CREATE INDEX outbox_leased ON outbox (account_id, lease_id) WHERE state = 'in_flight';
CREATE INDEX outbox_of_record ON outbox (account_id, record_id);

CREATE TABLE outbox_lanes (
  account_id bigint NOT NULL,
  lane text NOT NULL,
  -- The earliest next_at of its rows that are not in flight; infinity when there is none.
  next_at timestamptz NOT NULL,
  -- Not before this moment, whatever is due: the host's rate, or its own Retry-After.
  open_at timestamptz NOT NULL DEFAULT 'epoch',
  in_flight int NOT NULL DEFAULT 0 CHECK (in_flight >= 0),
  PRIMARY KEY (account_id, lane)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 100);

-- The fence of a batch is checked once, by locking its lease row.
CREATE TABLE outbox_leases (
  account_id bigint NOT NULL,
  id uuid NOT NULL,
  lane text NOT NULL,
  worker_id uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, id)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 100);

CREATE TABLE secrets (
  account_id bigint NOT NULL REFERENCES accounts,
  name text NOT NULL,
  -- AES-256-GCM under the operator's key; the API never returns it.
  sealed bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, name)
);

CREATE TABLE idempotency_keys (
  account_id bigint NOT NULL,
  key text NOT NULL,
  request_hash bytea NOT NULL,
  status int NOT NULL,
  body jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, key)
);

CREATE TABLE imports (
  account_id bigint NOT NULL REFERENCES accounts,
  id bigint GENERATED ALWAYS AS IDENTITY,
  object_type_id text NOT NULL,
  name text NOT NULL,
  created_rows bigint NOT NULL DEFAULT 0,
  updated_rows bigint NOT NULL DEFAULT 0,
  rejected_rows bigint NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  PRIMARY KEY (account_id, id)
);

CREATE TABLE import_records (
  account_id bigint NOT NULL,
  import_id bigint NOT NULL,
  record_id bigint NOT NULL,
  PRIMARY KEY (account_id, import_id, record_id)
);

-- Partitions: this month, the one before and the next two; the keeper makes later ones (engine.md 2). -------------

CREATE FUNCTION make_month_partitions(parent text, first_month date, months int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE month date; partition_name text;
BEGIN
  -- Workers that start together would both find a month missing. It stops neither readers nor writers.
  EXECUTE format('LOCK TABLE %I IN SHARE UPDATE EXCLUSIVE MODE', parent);
  FOR i IN 0 .. months - 1 LOOP
    month := (date_trunc('month', first_month) + make_interval(months => i))::date;
    partition_name := parent || '_' || to_char(month, 'YYYY_MM');
    IF to_regclass(partition_name) IS NULL THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
        partition_name, parent, month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month')::timestamp AT TIME ZONE 'UTC');
      -- The wall stands on the parent; a partition read by its own name has none.
      EXECUTE format('REVOKE ALL ON %I FROM millrace_app', partition_name);
    END IF;
  END LOOP;
END $$;

SELECT make_month_partitions('changes', (now() AT TIME ZONE 'UTC' - interval '1 month')::date, 4);
SELECT make_month_partitions('action_log', (now() AT TIME ZONE 'UTC' - interval '1 month')::date, 4);
-- Whatever falls outside is kept, never refused: nothing is ever lost.
CREATE TABLE changes_other PARTITION OF changes DEFAULT;
CREATE TABLE action_log_other PARTITION OF action_log DEFAULT;

-- Walls (engine.md 1): a forgotten setting is an error, never "nothing to do". -------------------------------------

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['object_types', 'property_groups', 'properties', 'association_types', 'records', 'cold_values',
    'record_keys', 'changes', 'pending_changes', 'associations', 'lists', 'list_members', 'workflows', 'workflow_revisions',
    'revision_moves', 'publications', 'enrollments', 'workflow_records', 'action_log', 'counter_deltas', 'counters', 'issues',
    'clock_wakeups', 'pending_fanout', 'segment_members', 'outbox', 'outbox_lanes', 'outbox_leases', 'secrets',
    'idempotency_keys', 'imports', 'import_records'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY account ON %I USING (account_id = current_setting(''app.account_id'')::bigint) WITH CHECK (account_id = current_setting(''app.account_id'')::bigint)', t);
  END LOOP;
END $$;

GRANT USAGE ON SCHEMA public TO millrace_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO millrace_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO millrace_app;
REVOKE INSERT, UPDATE, DELETE ON accounts, access_tokens FROM millrace_app;
GRANT UPDATE (definitions_epoch) ON accounts TO millrace_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO millrace_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO millrace_app;

-- Partitions made above got the grant on all tables: only their parents may be reached (make_month_partitions).
DO $$
DECLARE t regclass;
BEGIN
  FOR t IN SELECT inhrelid FROM pg_inherits WHERE inhparent IN ('changes'::regclass, 'action_log'::regclass) LOOP
    EXECUTE format('REVOKE ALL ON %s FROM millrace_app', t);
  END LOOP;
END $$;
