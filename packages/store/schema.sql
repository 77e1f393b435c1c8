-- Printed from a migrated database. Change it by a migration, then run `npx vitest run packages/store -u`.

CREATE SEQUENCE enrollment_ids START 1;

CREATE SEQUENCE owner_ids START 50001;

CREATE SEQUENCE pipeline_ids START 100001;

CREATE SEQUENCE record_ids START 1001;

CREATE OR REPLACE FUNCTION public.make_month_partitions(parent text, first_month date, months integer)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
END $function$
;

CREATE OR REPLACE FUNCTION public.seed_pipelines(account bigint)
 RETURNS void
 LANGUAGE sql
AS $function$
  INSERT INTO pipelines (account_id, object_type_id, id, label, display_order)
  SELECT account, v.type, v.id, v.label, 0
  FROM (VALUES
    ('0-3', 'default', 'Sales Pipeline'),
    ('0-5', '0', 'Support Pipeline'),
    ('0-136', 'lead-pipeline-id', 'Lead Pipeline')) AS v(type, id, label)
  ON CONFLICT DO NOTHING;
  INSERT INTO pipeline_stages (account_id, object_type_id, pipeline_id, id, label, display_order, metadata)
  SELECT account, v.type, v.pipeline, v.id, v.label, v.place, v.metadata::jsonb
  FROM (VALUES
    ('0-3', 'default', 0, 'appointmentscheduled', 'Appointment Scheduled', '{"probability": "0.2"}'),
    ('0-3', 'default', 1, 'qualifiedtobuy', 'Qualified To Buy', '{"probability": "0.4"}'),
    ('0-3', 'default', 2, 'presentationscheduled', 'Presentation Scheduled', '{"probability": "0.6"}'),
    ('0-3', 'default', 3, 'decisionmakerboughtin', 'Decision Maker Bought-In', '{"probability": "0.8"}'),
    ('0-3', 'default', 4, 'contractsent', 'Contract Sent', '{"probability": "0.9"}'),
    ('0-3', 'default', 5, 'closedwon', 'Closed Won', '{"probability": "1.0"}'),
    ('0-3', 'default', 6, 'closedlost', 'Closed Lost', '{"probability": "0.0"}'),
    ('0-5', '0', 0, '1', 'New', '{"ticketState": "OPEN"}'),
    ('0-5', '0', 1, '2', 'Waiting on contact', '{"ticketState": "OPEN"}'),
    ('0-5', '0', 2, '3', 'Waiting on us', '{"ticketState": "OPEN"}'),
    ('0-5', '0', 3, '4', 'Closed', '{"ticketState": "CLOSED"}'),
    ('0-136', 'lead-pipeline-id', 0, 'new-stage-id', 'New', '{}'),
    ('0-136', 'lead-pipeline-id', 1, 'attempting-stage-id', 'Attempting', '{}'),
    ('0-136', 'lead-pipeline-id', 2, 'connected-stage-id', 'Connected', '{}'),
    ('0-136', 'lead-pipeline-id', 3, 'qualified-stage-id', 'Qualified', '{}'),
    ('0-136', 'lead-pipeline-id', 4, 'unqualified-stage-id', 'Unqualified', '{}')
  ) AS v(type, pipeline, place, id, label, metadata)
  ON CONFLICT DO NOTHING
$function$
;

CREATE OR REPLACE FUNCTION public.wall(walled regclass)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', walled);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', walled);
  EXECUTE format('CREATE POLICY account ON %s USING (account_id = current_setting(''app.account_id'')::bigint) WITH CHECK (account_id = current_setting(''app.account_id'')::bigint)', walled);
END $function$
;

CREATE TABLE access_tokens (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  account_id bigint NOT NULL,
  token_hash bytea NOT NULL,
  last4 text NOT NULL,
  label text NOT NULL,
  scopes text[],
  instance_owner boolean NOT NULL DEFAULT false,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  user_id bigint,
  grant_id bigint,
  developer_key boolean NOT NULL DEFAULT false,
  CONSTRAINT access_tokens_token_hash_key UNIQUE (token_hash),
  CONSTRAINT access_tokens_pkey PRIMARY KEY (id),
  CONSTRAINT access_tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  CONSTRAINT access_tokens_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES app_grants(id)
);
CREATE INDEX access_tokens_of_account ON public.access_tokens USING btree (account_id, id);
CREATE INDEX access_tokens_of_grant ON public.access_tokens USING btree (grant_id) WHERE (grant_id IS NOT NULL);
-- millrace_app may select

CREATE TABLE account_settings (
  account_id bigint NOT NULL,
  no_backward_lifecycle boolean NOT NULL DEFAULT false,
  working_days smallint[] NOT NULL DEFAULT '{1,2,3,4,5}'::smallint[],
  holidays date[] NOT NULL DEFAULT '{}'::date[],
  CONSTRAINT account_settings_pkey PRIMARY KEY (account_id),
  CONSTRAINT account_settings_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  CONSTRAINT account_settings_working_days_check CHECK (((cardinality(working_days) > 0) AND (working_days <@ '{1,2,3,4,5,6,7}'::smallint[])))
);
-- walled, also for its owner
CREATE POLICY account ON account_settings USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE account_work (
  account_id bigint NOT NULL,
  lane text NOT NULL,
  ready_at timestamp with time zone NOT NULL,
  CONSTRAINT account_work_pkey PRIMARY KEY (account_id, lane),
  CONSTRAINT account_work_lane_check CHECK ((lane = ANY (ARRAY['interactive'::text, 'timers'::text, 'bulk'::text])))
) WITH (fillfactor=50, autovacuum_vacuum_scale_factor=0.01, autovacuum_vacuum_threshold=100);
-- millrace_app may delete, insert, select, update

CREATE TABLE accounts (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  time_zone text NOT NULL DEFAULT 'UTC'::text,
  fiscal_year_start_month smallint NOT NULL DEFAULT 1,
  definitions_epoch bigint NOT NULL DEFAULT 1,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  seed text NOT NULL DEFAULT ''::text,
  currency text NOT NULL DEFAULT 'USD'::text,
  CONSTRAINT accounts_pkey PRIMARY KEY (id),
  CONSTRAINT accounts_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CONSTRAINT accounts_fiscal_year_start_month_check CHECK (((fiscal_year_start_month >= 1) AND (fiscal_year_start_month <= 12)))
);
-- millrace_app may select

CREATE TABLE action_callbacks (
  account_id bigint NOT NULL,
  enrollment_id bigint NOT NULL,
  action_id text NOT NULL,
  visit integer NOT NULL,
  record_id bigint NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  outputs jsonb,
  CONSTRAINT action_callbacks_pkey PRIMARY KEY (account_id, enrollment_id, action_id, visit)
);
CREATE INDEX action_callbacks_of_record ON public.action_callbacks USING btree (account_id, record_id);
-- walled, also for its owner
CREATE POLICY account ON action_callbacks USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE action_definition_revisions (
  account_id bigint NOT NULL,
  definition_id bigint NOT NULL,
  revision_id integer NOT NULL,
  definition jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT action_definition_revisions_pkey PRIMARY KEY (account_id, definition_id, revision_id),
  CONSTRAINT action_definition_revisions_account_id_definition_id_fkey FOREIGN KEY (account_id, definition_id) REFERENCES action_definitions(account_id, id)
);
-- walled, also for its owner
CREATE POLICY account ON action_definition_revisions USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE action_definitions (
  account_id bigint NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  app_id bigint NOT NULL,
  revision_id integer NOT NULL DEFAULT 1,
  definition jsonb NOT NULL,
  requires_object boolean NOT NULL DEFAULT true,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  archived_at timestamp with time zone,
  CONSTRAINT action_definitions_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT action_definitions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
CREATE INDEX action_definitions_of_app ON public.action_definitions USING btree (account_id, app_id, id);
-- walled, also for its owner
CREATE POLICY account ON action_definitions USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE action_functions (
  account_id bigint NOT NULL,
  definition_id bigint NOT NULL,
  function_type text NOT NULL,
  function_id text NOT NULL DEFAULT ''::text,
  source text NOT NULL,
  CONSTRAINT action_functions_pkey PRIMARY KEY (account_id, definition_id, function_type, function_id),
  CONSTRAINT action_functions_account_id_definition_id_fkey FOREIGN KEY (account_id, definition_id) REFERENCES action_definitions(account_id, id)
);
-- walled, also for its owner
CREATE POLICY account ON action_functions USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE action_log (
  account_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  enrollment_id bigint NOT NULL,
  seq integer NOT NULL,
  record_id bigint NOT NULL,
  revision_id integer NOT NULL,
  action_id text,
  action_type text,
  outcome text NOT NULL,
  code text,
  branch text,
  detail jsonb,
  CONSTRAINT action_log_pkey PRIMARY KEY (account_id, workflow_id, at, enrollment_id, seq)
) PARTITION BY RANGE (at);
CREATE INDEX action_log_of_record ON ONLY public.action_log USING btree (account_id, record_id);
-- walled, also for its owner
CREATE POLICY account ON action_log USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE app_grants (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  app_id bigint NOT NULL,
  account_id bigint NOT NULL,
  user_id bigint,
  scopes text[] NOT NULL,
  code_hash bytea NOT NULL,
  code_expires_at timestamp with time zone NOT NULL,
  code_used_at timestamp with time zone,
  redirect_url text NOT NULL,
  challenge text,
  refresh_hash bytea,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  revoked_at timestamp with time zone,
  CONSTRAINT app_grants_code_hash_key UNIQUE (code_hash),
  CONSTRAINT app_grants_refresh_hash_key UNIQUE (refresh_hash),
  CONSTRAINT app_grants_pkey PRIMARY KEY (id),
  CONSTRAINT app_grants_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  CONSTRAINT app_grants_app_id_fkey FOREIGN KEY (app_id) REFERENCES apps(id),
  CONSTRAINT app_grants_check CHECK (((refresh_hash IS NULL) OR (code_used_at IS NOT NULL)))
);
CREATE INDEX app_grants_of_app ON public.app_grants USING btree (app_id, id);
-- millrace_app may select

CREATE TABLE apps (
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  account_id bigint NOT NULL,
  name text NOT NULL,
  client_id uuid NOT NULL DEFAULT gen_random_uuid(),
  secret_hash bytea NOT NULL,
  redirect_urls text[] NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  deleted_at timestamp with time zone,
  CONSTRAINT apps_client_id_key UNIQUE (client_id),
  CONSTRAINT apps_pkey PRIMARY KEY (id),
  CONSTRAINT apps_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
CREATE INDEX apps_of_account ON public.apps USING btree (account_id, id);
-- millrace_app may select

CREATE TABLE association_types (
  account_id bigint NOT NULL,
  category text NOT NULL,
  type_id integer NOT NULL,
  from_object_type_id text NOT NULL,
  to_object_type_id text NOT NULL,
  inverse_type_id integer NOT NULL,
  label text,
  name text NOT NULL,
  max_per_record integer,
  archived_at timestamp with time zone,
  user_limit integer,
  CONSTRAINT association_types_pkey PRIMARY KEY (account_id, category, type_id, from_object_type_id, to_object_type_id),
  CONSTRAINT association_types_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  CONSTRAINT association_types_category_check CHECK ((category = ANY (ARRAY['HUBSPOT_DEFINED'::text, 'USER_DEFINED'::text, 'INTEGRATOR_DEFINED'::text, 'WORK'::text]))),
  CONSTRAINT association_types_user_limit_check CHECK ((user_limit > 0))
);
-- walled, also for its owner
CREATE POLICY account ON association_types USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE associations (
  account_id bigint NOT NULL,
  from_id bigint NOT NULL,
  to_object_type_id text COLLATE "C" NOT NULL,
  to_id bigint NOT NULL,
  category text NOT NULL,
  type_id integer NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT associations_pkey PRIMARY KEY (account_id, from_id, to_object_type_id, to_id, category, type_id)
);
-- walled, also for its owner
CREATE POLICY account ON associations USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE changes (
  account_id bigint NOT NULL,
  record_id bigint NOT NULL,
  version integer NOT NULL,
  at timestamp with time zone NOT NULL,
  source jsonb NOT NULL,
  chain jsonb NOT NULL DEFAULT '[]'::jsonb,
  patch jsonb NOT NULL,
  initial jsonb,
  CONSTRAINT changes_pkey PRIMARY KEY (account_id, record_id, version, at)
) PARTITION BY RANGE (at);
-- walled, also for its owner
CREATE POLICY account ON changes USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE clock_wakeups (
  account_id bigint NOT NULL,
  record_id bigint NOT NULL,
  due_at timestamp with time zone NOT NULL,
  CONSTRAINT clock_wakeups_pkey PRIMARY KEY (account_id, record_id)
) WITH (fillfactor=70, autovacuum_vacuum_scale_factor=0.02);
CREATE INDEX clock_wakeups_due ON public.clock_wakeups USING btree (account_id, due_at);
-- walled, also for its owner
CREATE POLICY account ON clock_wakeups USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE cold_values (
  account_id bigint NOT NULL,
  record_id bigint NOT NULL,
  cold jsonb NOT NULL,
  CONSTRAINT cold_values_pkey PRIMARY KEY (account_id, record_id)
) WITH (fillfactor=90);
-- walled, also for its owner
CREATE POLICY account ON cold_values USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE counter_deltas (
  account_id bigint NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  workflow_id bigint NOT NULL,
  day date NOT NULL,
  revision_id integer NOT NULL,
  action_id text NOT NULL,
  branch text NOT NULL,
  outcome text NOT NULL,
  n bigint NOT NULL,
  CONSTRAINT counter_deltas_pkey PRIMARY KEY (account_id, id)
) WITH (autovacuum_vacuum_scale_factor=0.01, autovacuum_vacuum_threshold=1000);
-- walled, also for its owner
CREATE POLICY account ON counter_deltas USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE counters (
  account_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  day date NOT NULL,
  revision_id integer NOT NULL,
  action_id text NOT NULL,
  branch text NOT NULL,
  outcome text NOT NULL,
  n bigint NOT NULL,
  CONSTRAINT counters_pkey PRIMARY KEY (account_id, workflow_id, day, revision_id, action_id, branch, outcome)
) WITH (fillfactor=70);
-- walled, also for its owner
CREATE POLICY account ON counters USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE email_sends (
  account_id bigint NOT NULL,
  effect_id uuid NOT NULL,
  recipient text COLLATE "C" NOT NULL,
  record_id bigint NOT NULL,
  address text COLLATE "C" NOT NULL,
  email_id bigint,
  subscription_id bigint,
  workflow_id bigint NOT NULL,
  action_id text NOT NULL,
  state text NOT NULL,
  code text,
  at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT email_sends_pkey PRIMARY KEY (account_id, effect_id, recipient),
  CONSTRAINT email_sends_state_check CHECK ((state = ANY (ARRAY['sending'::text, 'deferred'::text, 'sent'::text, 'failed'::text, 'in_doubt'::text])))
) WITH (fillfactor=80);
CREATE INDEX email_sends_of_record ON public.email_sends USING btree (account_id, record_id, at);
-- walled, also for its owner
CREATE POLICY account ON email_sends USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE email_settings (
  account_id bigint NOT NULL,
  consent_required boolean NOT NULL DEFAULT false,
  frequency_cap integer,
  frequency_days integer NOT NULL DEFAULT 7,
  internal_domains text[] NOT NULL DEFAULT '{}'::text[],
  CONSTRAINT email_settings_pkey PRIMARY KEY (account_id),
  CONSTRAINT email_settings_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  CONSTRAINT email_settings_frequency_cap_check CHECK ((frequency_cap > 0)),
  CONSTRAINT email_settings_frequency_days_check CHECK ((frequency_days > 0))
);
-- walled, also for its owner
CREATE POLICY account ON email_settings USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE email_suppressions (
  account_id bigint NOT NULL,
  address text COLLATE "C" NOT NULL,
  reason text NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT email_suppressions_pkey PRIMARY KEY (account_id, address, reason),
  CONSTRAINT email_suppressions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  CONSTRAINT email_suppressions_reason_check CHECK ((reason = ANY (ARRAY['hard_bounce'::text, 'spam_report'::text, 'quarantined'::text, 'low_engagement'::text])))
);
-- walled, also for its owner
CREATE POLICY account ON email_suppressions USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE emails (
  account_id bigint NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  draft jsonb NOT NULL,
  published jsonb,
  published_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  archived_at timestamp with time zone,
  CONSTRAINT emails_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT emails_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
-- walled, also for its owner
CREATE POLICY account ON emails USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE enrollment_waits (
  account_id bigint NOT NULL,
  awaited_id bigint NOT NULL,
  waiting_id bigint NOT NULL,
  action_id text NOT NULL,
  visit integer NOT NULL,
  record_id bigint NOT NULL,
  end_state text,
  noted boolean NOT NULL DEFAULT false,
  CONSTRAINT enrollment_waits_pkey PRIMARY KEY (account_id, awaited_id),
  CONSTRAINT enrollment_waits_end_state_check CHECK ((end_state = ANY (ARRAY['completed'::text, 'goal_met'::text, 'unenrolled'::text, 'failed'::text])))
);
CREATE INDEX enrollment_waits_ended ON public.enrollment_waits USING btree (account_id, awaited_id) WHERE ((end_state IS NOT NULL) AND (NOT noted));
CREATE INDEX enrollment_waits_of_record ON public.enrollment_waits USING btree (account_id, record_id);
CREATE INDEX enrollment_waits_of_waiting ON public.enrollment_waits USING btree (account_id, waiting_id);
-- walled, also for its owner
CREATE POLICY account ON enrollment_waits USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE enrollments (
  account_id bigint NOT NULL,
  id bigint NOT NULL DEFAULT nextval('enrollment_ids'::regclass),
  workflow_id bigint NOT NULL,
  record_id bigint NOT NULL,
  revision_id integer NOT NULL,
  state text NOT NULL,
  action_id text,
  seq integer NOT NULL DEFAULT 0,
  lane text NOT NULL,
  due_at timestamp with time zone,
  waiting_since timestamp with time zone,
  enrolled_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  end_state text,
  reason text,
  source jsonb NOT NULL,
  chain jsonb NOT NULL DEFAULT '[]'::jsonb,
  context jsonb,
  suspicion smallint NOT NULL DEFAULT 0,
  entered_version integer NOT NULL DEFAULT 0,
  CONSTRAINT enrollments_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT enrollments_check CHECK (((state = 'ended'::text) = (ended_at IS NOT NULL))),
  CONSTRAINT enrollments_check1 CHECK (((state = 'ended'::text) = (end_state IS NOT NULL))),
  CONSTRAINT enrollments_check2 CHECK (((state = ANY (ARRAY['ready'::text, 'time'::text, 'event'::text])) = (due_at IS NOT NULL))),
  CONSTRAINT enrollments_check3 CHECK (((state = 'ended'::text) OR (action_id IS NOT NULL))),
  CONSTRAINT enrollments_end_state_check CHECK ((end_state = ANY (ARRAY['completed'::text, 'goal_met'::text, 'unenrolled'::text, 'failed'::text]))),
  CONSTRAINT enrollments_lane_check CHECK ((lane = ANY (ARRAY['interactive'::text, 'timers'::text, 'bulk'::text]))),
  CONSTRAINT enrollments_state_check CHECK ((state = ANY (ARRAY['ready'::text, 'time'::text, 'event'::text, 'effect'::text, 'person'::text, 'ended'::text])))
) WITH (fillfactor=70, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_cost_limit=2000);
CREATE UNIQUE INDEX enrollments_active ON public.enrollments USING btree (account_id, record_id, workflow_id) WHERE (ended_at IS NULL);
CREATE INDEX enrollments_due ON public.enrollments USING btree (account_id, lane, due_at, id) WHERE (due_at IS NOT NULL);
CREATE INDEX enrollments_of_workflow ON public.enrollments USING btree (account_id, workflow_id, id);
-- walled, also for its owner
CREATE POLICY account ON enrollments USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE event_definitions (
  account_id bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  label text NOT NULL,
  description text,
  object_type_id text NOT NULL,
  tracking_type text NOT NULL DEFAULT 'MANUAL'::text,
  properties jsonb NOT NULL DEFAULT '[]'::jsonb,
  archived_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT event_definitions_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT event_definitions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
CREATE UNIQUE INDEX event_definitions_name ON public.event_definitions USING btree (account_id, name) WHERE (archived_at IS NULL);
-- walled, also for its owner
CREATE POLICY account ON event_definitions USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE event_ids (
  account_id bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  record_id bigint NOT NULL,
  occurred_at timestamp with time zone NOT NULL,
  CONSTRAINT event_ids_pkey PRIMARY KEY (account_id, id)
);
CREATE INDEX event_ids_of_record ON public.event_ids USING btree (account_id, record_id);
-- walled, also for its owner
CREATE POLICY account ON event_ids USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE event_totals (
  account_id bigint NOT NULL,
  record_id bigint NOT NULL,
  event text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  count bigint NOT NULL,
  first_at timestamp with time zone NOT NULL,
  last_at timestamp with time zone NOT NULL,
  CONSTRAINT event_totals_pkey PRIMARY KEY (account_id, record_id, event, key)
) WITH (fillfactor=90);
-- walled, also for its owner
CREATE POLICY account ON event_totals USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE events (
  account_id bigint NOT NULL,
  record_id bigint NOT NULL,
  occurred_at timestamp with time zone NOT NULL,
  id text COLLATE "C" NOT NULL,
  event_type_id text COLLATE "C" NOT NULL,
  object_type_id text COLLATE "C" NOT NULL,
  properties jsonb NOT NULL,
  source jsonb NOT NULL,
  received_at timestamp with time zone NOT NULL,
  CONSTRAINT events_pkey PRIMARY KEY (account_id, record_id, occurred_at, id)
) PARTITION BY RANGE (occurred_at);
CREATE INDEX events_of_type ON ONLY public.events USING btree (account_id, event_type_id, occurred_at, id);
-- walled, also for its owner
CREATE POLICY account ON events USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE form_submissions (
  account_id bigint NOT NULL,
  form_id uuid NOT NULL,
  submitted_at timestamp with time zone NOT NULL,
  id text COLLATE "C" NOT NULL,
  record_id bigint NOT NULL,
  "values" jsonb NOT NULL,
  context jsonb NOT NULL,
  consent jsonb,
  received_at timestamp with time zone NOT NULL,
  CONSTRAINT form_submissions_pkey PRIMARY KEY (account_id, form_id, submitted_at, id)
);
CREATE INDEX form_submissions_of_record ON public.form_submissions USING btree (account_id, record_id);
-- walled, also for its owner
CREATE POLICY account ON form_submissions USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE forms (
  account_id bigint NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  number bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  form_type text NOT NULL,
  document jsonb NOT NULL,
  archived_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT forms_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT forms_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
-- walled, also for its owner
CREATE POLICY account ON forms USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE idempotency_keys (
  account_id bigint NOT NULL,
  key text NOT NULL,
  request_hash bytea NOT NULL,
  status integer NOT NULL,
  body jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (account_id, key)
);
-- walled, also for its owner
CREATE POLICY account ON idempotency_keys USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE import_records (
  account_id bigint NOT NULL,
  import_id bigint NOT NULL,
  record_id bigint NOT NULL,
  CONSTRAINT import_records_pkey PRIMARY KEY (account_id, import_id, record_id)
);
-- walled, also for its owner
CREATE POLICY account ON import_records USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE imports (
  account_id bigint NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  object_type_id text NOT NULL,
  name text NOT NULL,
  created_rows bigint NOT NULL DEFAULT 0,
  updated_rows bigint NOT NULL DEFAULT 0,
  rejected_rows bigint NOT NULL DEFAULT 0,
  started_at timestamp with time zone NOT NULL DEFAULT now(),
  finished_at timestamp with time zone,
  CONSTRAINT imports_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT imports_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
-- walled, also for its owner
CREATE POLICY account ON imports USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE issues (
  account_id bigint NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  workflow_id bigint NOT NULL,
  enrollment_id bigint,
  record_id bigint,
  action_id text,
  kind text NOT NULL,
  message text NOT NULL,
  detail jsonb,
  first_at timestamp with time zone NOT NULL DEFAULT now(),
  last_at timestamp with time zone NOT NULL DEFAULT now(),
  occurrences integer NOT NULL DEFAULT 1,
  resolved_at timestamp with time zone,
  resolution text,
  resolved_by_token_id bigint,
  CONSTRAINT issues_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT issues_resolution_check CHECK ((resolution = ANY (ARRAY['resend'::text, 'mark_as_sent'::text, 'dismiss'::text])))
);
-- walled, also for its owner
CREATE POLICY account ON issues USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE list_builds (
  account_id bigint NOT NULL,
  list_id bigint NOT NULL,
  epoch bigint NOT NULL,
  cursor bigint NOT NULL DEFAULT 0,
  last_record_id bigint NOT NULL,
  run_id uuid,
  moved_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT list_builds_pkey PRIMARY KEY (account_id, list_id)
);
-- walled, also for its owner
CREATE POLICY account ON list_builds USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE list_folders (
  account_id bigint NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  parent_id bigint,
  name text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT list_folders_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT list_folders_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
-- walled, also for its owner
CREATE POLICY account ON list_folders USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE list_members (
  account_id bigint NOT NULL,
  list_id bigint NOT NULL,
  record_id bigint NOT NULL,
  matched_group smallint,
  joined_at timestamp with time zone NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
  CONSTRAINT list_members_pkey PRIMARY KEY (account_id, list_id, record_id)
);
CREATE INDEX list_members_by_join ON public.list_members USING btree (account_id, list_id, joined_at, record_id);
CREATE INDEX list_members_of_record ON public.list_members USING btree (account_id, record_id);
-- walled, also for its owner
CREATE POLICY account ON list_members USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE list_size_deltas (
  account_id bigint NOT NULL,
  list_id bigint NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  n bigint NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT list_size_deltas_pkey PRIMARY KEY (account_id, list_id, id)
) WITH (autovacuum_vacuum_scale_factor=0.01, autovacuum_vacuum_threshold=1000);
-- walled, also for its owner
CREATE POLICY account ON list_size_deltas USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE lists (
  account_id bigint NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  object_type_id text NOT NULL,
  name text NOT NULL,
  processing_type text NOT NULL,
  filter jsonb,
  size bigint NOT NULL DEFAULT 0,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  deleted_at timestamp with time zone,
  name_key text COLLATE "C",
  version integer NOT NULL DEFAULT 1,
  time_zone text,
  filters_updated_at timestamp with time zone,
  folder_id bigint,
  conversion jsonb,
  converted_at timestamp with time zone,
  members_changed_at timestamp with time zone,
  CONSTRAINT lists_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT lists_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  CONSTRAINT lists_processing_type_check CHECK ((processing_type = ANY (ARRAY['DYNAMIC'::text, 'MANUAL'::text, 'SNAPSHOT'::text])))
);
CREATE UNIQUE INDEX lists_name ON public.lists USING btree (account_id, name_key) WHERE ((deleted_at IS NULL) AND (name_key IS NOT NULL));
-- walled, also for its owner
CREATE POLICY account ON lists USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE notification_mutes (
  account_id bigint NOT NULL,
  user_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  CONSTRAINT notification_mutes_pkey PRIMARY KEY (account_id, user_id, workflow_id),
  CONSTRAINT notification_mutes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
-- walled, also for its owner
CREATE POLICY account ON notification_mutes USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE notifications (
  account_id bigint NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  user_id bigint NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  workflow_id bigint NOT NULL,
  enrollment_id bigint NOT NULL,
  action_id text NOT NULL,
  record_id bigint NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  read_at timestamp with time zone,
  CONSTRAINT notifications_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT notifications_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
CREATE INDEX notifications_of_record ON public.notifications USING btree (account_id, record_id);
CREATE INDEX notifications_of_user ON public.notifications USING btree (account_id, user_id, id);
-- walled, also for its owner
CREATE POLICY account ON notifications USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE object_types (
  account_id bigint NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  singular text NOT NULL,
  fully_qualified_name text NOT NULL,
  labels jsonb NOT NULL,
  primary_display_property text NOT NULL,
  required_properties text[] NOT NULL DEFAULT '{}'::text[],
  searchable_properties text[] NOT NULL DEFAULT '{}'::text[],
  secondary_display_properties text[] NOT NULL DEFAULT '{}'::text[],
  description text,
  custom boolean NOT NULL DEFAULT false,
  archived_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT object_types_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT object_types_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
CREATE UNIQUE INDEX object_types_name ON public.object_types USING btree (account_id, name) WHERE (archived_at IS NULL);
-- walled, also for its owner
CREATE POLICY account ON object_types USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE outbox (
  account_id bigint NOT NULL,
  effect_id uuid NOT NULL,
  kind text NOT NULL,
  lane text NOT NULL,
  state text NOT NULL,
  repeat_safe boolean NOT NULL,
  workflow_id bigint NOT NULL,
  enrollment_id bigint NOT NULL,
  record_id bigint NOT NULL,
  revision_id integer NOT NULL,
  action_id text NOT NULL,
  visit integer NOT NULL,
  seq integer NOT NULL,
  request jsonb NOT NULL,
  attempt integer NOT NULL DEFAULT 0,
  first_attempt_at timestamp with time zone,
  next_at timestamp with time zone NOT NULL,
  lease_id uuid,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  resend_issue_id bigint NOT NULL DEFAULT 0,
  action_type text NOT NULL DEFAULT 'WEBHOOK'::text,
  CONSTRAINT outbox_pkey PRIMARY KEY (account_id, effect_id),
  CONSTRAINT outbox_check CHECK (((state = 'in_flight'::text) = (lease_id IS NOT NULL))),
  CONSTRAINT outbox_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'in_flight'::text, 'retrying'::text])))
) WITH (fillfactor=70, autovacuum_vacuum_scale_factor=0.01, autovacuum_vacuum_threshold=1000);
CREATE INDEX outbox_due ON public.outbox USING btree (account_id, lane, next_at) WHERE (state <> 'in_flight'::text);
CREATE INDEX outbox_leased ON public.outbox USING btree (account_id, lease_id) WHERE (state = 'in_flight'::text);
CREATE UNIQUE INDEX outbox_of_enrollment ON public.outbox USING btree (account_id, enrollment_id, resend_issue_id);
CREATE INDEX outbox_of_record ON public.outbox USING btree (account_id, record_id);
-- walled, also for its owner
CREATE POLICY account ON outbox USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE outbox_lanes (
  account_id bigint NOT NULL,
  lane text NOT NULL,
  next_at timestamp with time zone NOT NULL,
  open_at timestamp with time zone NOT NULL DEFAULT '1970-01-01 00:00:00+00'::timestamp with time zone,
  in_flight integer NOT NULL DEFAULT 0,
  CONSTRAINT outbox_lanes_pkey PRIMARY KEY (account_id, lane),
  CONSTRAINT outbox_lanes_in_flight_check CHECK ((in_flight >= 0))
) WITH (fillfactor=50, autovacuum_vacuum_scale_factor=0.01, autovacuum_vacuum_threshold=100);
-- walled, also for its owner
CREATE POLICY account ON outbox_lanes USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE outbox_leases (
  account_id bigint NOT NULL,
  id uuid NOT NULL,
  lane text NOT NULL,
  worker_id uuid NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT outbox_leases_pkey PRIMARY KEY (account_id, id)
) WITH (fillfactor=50, autovacuum_vacuum_scale_factor=0.01, autovacuum_vacuum_threshold=100);
-- walled, also for its owner
CREATE POLICY account ON outbox_leases USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE pending_changes (
  account_id bigint NOT NULL,
  record_id bigint NOT NULL,
  version integer NOT NULL,
  lane text NOT NULL,
  epoch bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  source jsonb NOT NULL,
  chain jsonb NOT NULL DEFAULT '[]'::jsonb,
  kind text NOT NULL DEFAULT 'changed'::text,
  patch jsonb NOT NULL,
  CONSTRAINT pending_changes_pkey PRIMARY KEY (account_id, record_id, version),
  CONSTRAINT pending_changes_lane_check CHECK ((lane = ANY (ARRAY['interactive'::text, 'timers'::text, 'bulk'::text])))
) WITH (fillfactor=90, autovacuum_vacuum_scale_factor=0.01, autovacuum_vacuum_threshold=1000, autovacuum_vacuum_cost_limit=2000);
CREATE INDEX pending_changes_by_lane ON public.pending_changes USING btree (account_id, lane, record_id);
-- walled, also for its owner
CREATE POLICY account ON pending_changes USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE pending_events (
  account_id bigint NOT NULL,
  record_id bigint NOT NULL,
  version integer NOT NULL,
  occurred_at timestamp with time zone NOT NULL,
  id text COLLATE "C" NOT NULL,
  event_type_id text COLLATE "C" NOT NULL,
  lane text NOT NULL,
  epoch bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  source jsonb NOT NULL,
  chain jsonb NOT NULL DEFAULT '[]'::jsonb,
  properties jsonb NOT NULL,
  CONSTRAINT pending_events_pkey PRIMARY KEY (account_id, record_id, version, occurred_at, id),
  CONSTRAINT pending_events_lane_check CHECK ((lane = ANY (ARRAY['interactive'::text, 'timers'::text, 'bulk'::text])))
) WITH (fillfactor=90, autovacuum_vacuum_scale_factor=0.01, autovacuum_vacuum_threshold=1000, autovacuum_vacuum_cost_limit=2000);
CREATE INDEX pending_events_by_lane ON public.pending_events USING btree (account_id, lane, record_id);
-- walled, also for its owner
CREATE POLICY account ON pending_events USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE pending_fanout (
  account_id bigint NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  source_record_id bigint NOT NULL,
  epoch bigint NOT NULL,
  hops smallint NOT NULL DEFAULT 1,
  chain jsonb NOT NULL DEFAULT '[]'::jsonb,
  cursor bigint NOT NULL DEFAULT 0,
  CONSTRAINT pending_fanout_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT pending_fanout_hops_check CHECK ((hops > 0))
) WITH (autovacuum_vacuum_scale_factor=0.01, autovacuum_vacuum_threshold=500);
-- walled, also for its owner
CREATE POLICY account ON pending_fanout USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE pipeline_audits (
  account_id bigint NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  object_type_id text NOT NULL,
  pipeline_id text NOT NULL,
  stage_id text,
  action text NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT now(),
  user_id bigint,
  written jsonb NOT NULL,
  CONSTRAINT pipeline_audits_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT pipeline_audits_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  CONSTRAINT pipeline_audits_action_check CHECK ((action = ANY (ARRAY['CREATE'::text, 'UPDATE'::text, 'DELETE'::text])))
);
CREATE INDEX pipeline_audits_of_pipeline ON public.pipeline_audits USING btree (account_id, object_type_id, pipeline_id, id);
-- walled, also for its owner
CREATE POLICY account ON pipeline_audits USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE pipeline_stages (
  account_id bigint NOT NULL,
  object_type_id text NOT NULL,
  pipeline_id text NOT NULL,
  id text NOT NULL DEFAULT (nextval('pipeline_ids'::regclass))::text,
  label text NOT NULL,
  display_order integer NOT NULL,
  metadata jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  archived_at timestamp with time zone,
  CONSTRAINT pipeline_stages_pkey PRIMARY KEY (account_id, object_type_id, id),
  CONSTRAINT pipeline_stages_account_id_object_type_id_pipeline_id_fkey FOREIGN KEY (account_id, object_type_id, pipeline_id) REFERENCES pipelines(account_id, object_type_id, id)
);
CREATE INDEX pipeline_stages_of_pipeline ON public.pipeline_stages USING btree (account_id, object_type_id, pipeline_id);
-- walled, also for its owner
CREATE POLICY account ON pipeline_stages USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE pipelines (
  account_id bigint NOT NULL,
  object_type_id text NOT NULL,
  id text NOT NULL DEFAULT (nextval('pipeline_ids'::regclass))::text,
  label text NOT NULL,
  display_order integer NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  archived_at timestamp with time zone,
  CONSTRAINT pipelines_pkey PRIMARY KEY (account_id, object_type_id, id),
  CONSTRAINT pipelines_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  CONSTRAINT pipelines_account_id_object_type_id_fkey FOREIGN KEY (account_id, object_type_id) REFERENCES object_types(account_id, id)
);
-- walled, also for its owner
CREATE POLICY account ON pipelines USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE properties (
  account_id bigint NOT NULL,
  id integer NOT NULL,
  object_type_id text NOT NULL,
  name text NOT NULL,
  label text NOT NULL,
  type text NOT NULL,
  field_type text NOT NULL,
  group_name text NOT NULL,
  description text NOT NULL DEFAULT ''::text,
  options jsonb NOT NULL DEFAULT '[]'::jsonb,
  external_options boolean NOT NULL DEFAULT false,
  has_unique_value boolean NOT NULL DEFAULT false,
  keyed boolean NOT NULL DEFAULT false,
  read_only boolean NOT NULL DEFAULT false,
  calculated boolean NOT NULL DEFAULT false,
  built_in boolean NOT NULL DEFAULT false,
  hidden boolean NOT NULL DEFAULT false,
  display_order integer NOT NULL DEFAULT '-1'::integer,
  placement text NOT NULL DEFAULT 'cold'::text,
  move_cursor bigint,
  archived_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  referenced_object_type text,
  CONSTRAINT properties_account_id_object_type_id_name_key UNIQUE (account_id, object_type_id, name),
  CONSTRAINT properties_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT properties_account_id_object_type_id_fkey FOREIGN KEY (account_id, object_type_id) REFERENCES object_types(account_id, id),
  CONSTRAINT properties_check CHECK (((NOT has_unique_value) OR keyed)),
  CONSTRAINT properties_placement_check CHECK ((placement = ANY (ARRAY['hot'::text, 'cold'::text, 'moving'::text, 'column'::text]))),
  CONSTRAINT properties_referenced_object_type_check CHECK ((referenced_object_type = 'OWNER'::text))
);
-- walled, also for its owner
CREATE POLICY account ON properties USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE property_groups (
  account_id bigint NOT NULL,
  object_type_id text NOT NULL,
  name text NOT NULL,
  label text NOT NULL,
  display_order integer NOT NULL DEFAULT '-1'::integer,
  archived_at timestamp with time zone,
  CONSTRAINT property_groups_pkey PRIMARY KEY (account_id, object_type_id, name),
  CONSTRAINT property_groups_account_id_object_type_id_fkey FOREIGN KEY (account_id, object_type_id) REFERENCES object_types(account_id, id)
);
-- walled, also for its owner
CREATE POLICY account ON property_groups USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE publications (
  account_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  revision_id integer NOT NULL,
  enroll_existing boolean NOT NULL,
  note text,
  state text NOT NULL,
  cursor bigint,
  last_record_id bigint NOT NULL,
  epoch bigint NOT NULL,
  matching bigint,
  enrolled bigint NOT NULL DEFAULT 0,
  started_at timestamp with time zone NOT NULL DEFAULT now(),
  finished_at timestamp with time zone,
  CONSTRAINT publications_pkey PRIMARY KEY (account_id, workflow_id, id),
  CONSTRAINT publications_check CHECK (((state = 'RUNNING'::text) = (cursor IS NOT NULL))),
  CONSTRAINT publications_state_check CHECK ((state = ANY (ARRAY['RUNNING'::text, 'COMPLETE'::text, 'CANCELLED'::text])))
);
CREATE INDEX publications_running ON public.publications USING btree (account_id) WHERE (state = 'RUNNING'::text);
-- walled, also for its owner
CREATE POLICY account ON publications USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE record_keys (
  account_id bigint NOT NULL,
  object_type_id text COLLATE "C" NOT NULL,
  property_id integer NOT NULL,
  key text COLLATE "C" NOT NULL,
  record_id bigint NOT NULL,
  is_unique boolean NOT NULL,
  CONSTRAINT record_keys_pkey PRIMARY KEY (account_id, object_type_id, property_id, key, record_id)
);
CREATE UNIQUE INDEX record_keys_unique ON public.record_keys USING btree (account_id, object_type_id, property_id, key) WHERE is_unique;
-- walled, also for its owner
CREATE POLICY account ON record_keys USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE records (
  account_id bigint NOT NULL,
  id bigint NOT NULL DEFAULT nextval('record_ids'::regclass),
  object_type_id text COLLATE "C" NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  hot jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_by_workflow_id bigint,
  created_by_action_id text,
  merged_into bigint,
  deleted_at timestamp with time zone,
  CONSTRAINT records_pkey PRIMARY KEY (account_id, id)
) WITH (fillfactor=80);
CREATE INDEX records_archived ON public.records USING btree (account_id, object_type_id, id) WHERE (deleted_at IS NOT NULL);
CREATE INDEX records_merged ON public.records USING btree (account_id, merged_into) WHERE (merged_into IS NOT NULL);
CREATE INDEX records_of_type ON public.records USING btree (account_id, object_type_id, id);
-- walled, also for its owner
CREATE POLICY account ON records USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE revision_moves (
  account_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  to_revision_id integer NOT NULL,
  from_revision_id integer NOT NULL,
  moved_actions jsonb NOT NULL,
  retime_cursor bigint,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  retimed_actions text[] NOT NULL DEFAULT '{}'::text[],
  CONSTRAINT revision_moves_pkey PRIMARY KEY (account_id, workflow_id, to_revision_id, from_revision_id)
);
-- walled, also for its owner
CREATE POLICY account ON revision_moves USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE schedule_runs (
  account_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  scheduled_for timestamp with time zone NOT NULL,
  state text NOT NULL,
  cursor bigint,
  last_record_id bigint NOT NULL DEFAULT 0,
  enrolled bigint NOT NULL DEFAULT 0,
  still_active bigint NOT NULL DEFAULT 0,
  refused bigint NOT NULL DEFAULT 0,
  started_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamp with time zone,
  CONSTRAINT schedule_runs_pkey PRIMARY KEY (account_id, workflow_id, scheduled_for),
  CONSTRAINT schedule_runs_check CHECK ((((state = 'RUNNING'::text) = (cursor IS NOT NULL)) AND ((state = 'RUNNING'::text) = (finished_at IS NULL)))),
  CONSTRAINT schedule_runs_state_check CHECK ((state = ANY (ARRAY['RUNNING'::text, 'COMPLETE'::text, 'CANCELLED'::text, 'MISSED'::text])))
);
CREATE INDEX schedule_runs_running ON public.schedule_runs USING btree (account_id) WHERE (state = 'RUNNING'::text);
-- walled, also for its owner
CREATE POLICY account ON schedule_runs USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE schema_migrations (
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT schema_migrations_pkey PRIMARY KEY (name)
);
-- millrace_app may nothing

CREATE TABLE secrets (
  account_id bigint NOT NULL,
  name text NOT NULL,
  sealed bytea NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT secrets_pkey PRIMARY KEY (account_id, name),
  CONSTRAINT secrets_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
-- walled, also for its owner
CREATE POLICY account ON secrets USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE segment_members (
  account_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  record_id bigint NOT NULL,
  matched_group smallint,
  CONSTRAINT segment_members_pkey PRIMARY KEY (account_id, workflow_id, record_id)
);
CREATE INDEX segment_members_of_record ON public.segment_members USING btree (account_id, record_id);
-- walled, also for its owner
CREATE POLICY account ON segment_members USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE subscription_definitions (
  account_id bigint NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  description text NOT NULL DEFAULT ''::text,
  purpose text NOT NULL DEFAULT ''::text,
  communication_method text NOT NULL DEFAULT ''::text,
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT subscription_definitions_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT subscription_definitions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
-- walled, also for its owner
CREATE POLICY account ON subscription_definitions USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE subscription_statuses (
  account_id bigint NOT NULL,
  address text COLLATE "C" NOT NULL,
  subscription_id bigint NOT NULL,
  subscribed boolean NOT NULL,
  personal boolean NOT NULL,
  legal_basis text,
  legal_basis_explanation text,
  source text NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT subscription_statuses_pkey PRIMARY KEY (account_id, address, subscription_id),
  CONSTRAINT subscription_statuses_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
-- walled, also for its owner
CREATE POLICY account ON subscription_statuses USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE team_members (
  account_id bigint NOT NULL,
  team_id bigint NOT NULL,
  user_id bigint NOT NULL,
  is_primary boolean NOT NULL,
  CONSTRAINT team_members_pkey PRIMARY KEY (account_id, team_id, user_id),
  CONSTRAINT team_members_account_id_team_id_fkey FOREIGN KEY (account_id, team_id) REFERENCES teams(account_id, id) ON DELETE CASCADE,
  CONSTRAINT team_members_account_id_user_id_fkey FOREIGN KEY (account_id, user_id) REFERENCES users(account_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX team_members_primary ON public.team_members USING btree (account_id, user_id) WHERE is_primary;
-- walled, also for its owner
CREATE POLICY account ON team_members USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE teams (
  account_id bigint NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT teams_account_id_name_key UNIQUE (account_id, name),
  CONSTRAINT teams_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT teams_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
-- walled, also for its owner
CREATE POLICY account ON teams USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE user_looks (
  account_id bigint NOT NULL,
  cursor bigint NOT NULL DEFAULT 0,
  CONSTRAINT user_looks_pkey PRIMARY KEY (account_id),
  CONSTRAINT user_looks_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
-- walled, also for its owner
CREATE POLICY account ON user_looks USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE users (
  account_id bigint NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  owner_id bigint NOT NULL DEFAULT nextval('owner_ids'::regclass),
  email text COLLATE "C" NOT NULL,
  first_name text,
  last_name text,
  role_id text,
  super_admin boolean NOT NULL DEFAULT false,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  deactivated_at timestamp with time zone,
  CONSTRAINT users_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT users_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
CREATE UNIQUE INDEX users_email ON public.users USING btree (account_id, email);
CREATE UNIQUE INDEX users_owner ON public.users USING btree (account_id, owner_id);
-- walled, also for its owner
CREATE POLICY account ON users USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE visitors (
  account_id bigint NOT NULL,
  utk text COLLATE "C" NOT NULL,
  record_id bigint NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  CONSTRAINT visitors_pkey PRIMARY KEY (account_id, utk)
);
CREATE INDEX visitors_of_record ON public.visitors USING btree (account_id, record_id);
-- walled, also for its owner
CREATE POLICY account ON visitors USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE wave_notes (
  worker_id uuid NOT NULL,
  slot smallint NOT NULL,
  account_id bigint NOT NULL,
  enrollment_ids bigint[] NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT wave_notes_pkey PRIMARY KEY (worker_id, slot)
) WITH (fillfactor=50, autovacuum_vacuum_scale_factor=0.01, autovacuum_vacuum_threshold=100);
-- millrace_app may delete, insert, select, update

CREATE TABLE workers (
  id uuid NOT NULL,
  lock_key bigint NOT NULL,
  started_at timestamp with time zone NOT NULL DEFAULT now(),
  seen_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT workers_pkey PRIMARY KEY (id)
);
-- millrace_app may delete, insert, select, update

CREATE TABLE workflow_records (
  account_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  record_id bigint NOT NULL,
  met_at_turn_on boolean NOT NULL DEFAULT false,
  enrollments integer NOT NULL DEFAULT 0,
  first_enrolled_at timestamp with time zone,
  last_enrolled_at timestamp with time zone,
  completed_at timestamp with time zone,
  goal_at timestamp with time zone,
  CONSTRAINT workflow_records_pkey PRIMARY KEY (account_id, workflow_id, record_id)
) WITH (fillfactor=50);
CREATE INDEX workflow_records_of_record ON public.workflow_records USING btree (account_id, record_id);
-- walled, also for its owner
CREATE POLICY account ON workflow_records USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE workflow_revisions (
  account_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  revision_id integer NOT NULL,
  document jsonb NOT NULL,
  published_at timestamp with time zone,
  note text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT workflow_revisions_pkey PRIMARY KEY (account_id, workflow_id, revision_id),
  CONSTRAINT workflow_revisions_account_id_workflow_id_fkey FOREIGN KEY (account_id, workflow_id) REFERENCES workflows(account_id, id)
);
-- walled, also for its owner
CREATE POLICY account ON workflow_revisions USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE workflow_schedules (
  account_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  reckoned_from text NOT NULL,
  next_run_at timestamp with time zone,
  CONSTRAINT workflow_schedules_pkey PRIMARY KEY (account_id, workflow_id)
);
CREATE INDEX workflow_schedules_due ON public.workflow_schedules USING btree (account_id, next_run_at);
-- walled, also for its owner
CREATE POLICY account ON workflow_schedules USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update

CREATE TABLE workflows (
  account_id bigint NOT NULL,
  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  object_type_id text NOT NULL,
  type text NOT NULL,
  name text,
  uuid text,
  is_enabled boolean NOT NULL DEFAULT false,
  revision_id integer NOT NULL,
  published_revision_id integer,
  next_action_id bigint NOT NULL DEFAULT 1,
  enabled_epoch bigint,
  enabled_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  deleted_at timestamp with time zone,
  turn_off_at timestamp with time zone,
  CONSTRAINT workflows_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT workflows_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  CONSTRAINT workflows_check CHECK (((NOT is_enabled) OR (published_revision_id IS NOT NULL))),
  CONSTRAINT workflows_type_check CHECK ((type = ANY (ARRAY['CONTACT_FLOW'::text, 'PLATFORM_FLOW'::text])))
);
CREATE INDEX workflows_turning_off ON public.workflows USING btree (account_id, turn_off_at) WHERE (turn_off_at IS NOT NULL);
CREATE UNIQUE INDEX workflows_uuid ON public.workflows USING btree (account_id, uuid) WHERE ((uuid IS NOT NULL) AND (deleted_at IS NULL));
-- walled, also for its owner
CREATE POLICY account ON workflows USING (account_id = (current_setting('app.account_id'::text))::bigint) WITH CHECK (account_id = (current_setting('app.account_id'::text))::bigint);
-- millrace_app may delete, insert, select, update
