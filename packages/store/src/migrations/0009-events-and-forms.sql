-- Events, forms and submissions.

-- Kinds of events that a customer defines (W-EVT-48); those of the catalogue are code.
CREATE TABLE event_definitions (
  account_id bigint NOT NULL REFERENCES accounts,
  -- 6-1, 6-2 …: an event type of flow documents (api.md 7.2).
  id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  label text NOT NULL,
  description text,
  object_type_id text NOT NULL,
  tracking_type text NOT NULL DEFAULT 'MANUAL',
  -- In order: {name, label, type, description, options, archivable}.
  properties jsonb NOT NULL DEFAULT '[]',
  archived_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, id)
);
SELECT wall('event_definitions');
-- The name of an archived definition is free again.
CREATE UNIQUE INDEX event_definitions_name ON event_definitions (account_id, name) WHERE archived_at IS NULL;

-- What happened to a record, kept while the record lives.
CREATE TABLE events (
  account_id bigint NOT NULL,
  record_id bigint NOT NULL,
  occurred_at timestamptz NOT NULL,
  id text COLLATE "C" NOT NULL,
  event_type_id text COLLATE "C" NOT NULL,
  object_type_id text COLLATE "C" NOT NULL,
  -- Canonical values, those without one left out.
  properties jsonb NOT NULL,
  source jsonb NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, record_id, occurred_at, id)
) PARTITION BY RANGE (occurred_at);
SELECT wall('events');
CREATE INDEX events_of_type ON events (account_id, event_type_id, occurred_at, id);
SELECT make_month_partitions('events', (now() AT TIME ZONE 'UTC' - interval '1 month')::date, 4);
-- Events from before are told as well.
CREATE TABLE events_other PARTITION OF events DEFAULT;
DO $$
DECLARE t regclass;
BEGIN
  FOR t IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'events'::regclass LOOP
    EXECUTE format('REVOKE ALL ON %s FROM millrace_app', t);
  END LOOP;
END $$;

-- An id is taken once in an account, whatever month and record (W-EVS-15): partitions cannot promise that themselves.
CREATE TABLE event_ids (
  account_id bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  record_id bigint NOT NULL,
  occurred_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, id)
);
SELECT wall('event_ids');
CREATE INDEX event_ids_of_record ON event_ids (account_id, record_id);

-- For filters on activity without bounds (engine.md 2): how often a record did something in all (key '') and by the one
-- property the event is counted by, such as the form.
CREATE TABLE event_totals (
  account_id bigint NOT NULL,
  record_id bigint NOT NULL,
  event text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  count bigint NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, record_id, event, key)
) WITH (fillfactor = 90);
SELECT wall('event_totals');

-- What event triggers have yet to look at (W-EVS-1): only events that something live is waiting for. The record's version
-- is the one it had when the event was attached under its lock, so that extra criteria are judged at that instant
-- (W-EVS-6); an event of one version stands behind the change that made it.
CREATE TABLE pending_events (
  account_id bigint NOT NULL,
  record_id bigint NOT NULL,
  version int NOT NULL,
  occurred_at timestamptz NOT NULL,
  id text COLLATE "C" NOT NULL,
  event_type_id text COLLATE "C" NOT NULL,
  lane text NOT NULL CHECK (lane IN ('interactive', 'timers', 'bulk')),
  epoch bigint NOT NULL,
  at timestamptz NOT NULL,
  source jsonb NOT NULL,
  chain jsonb NOT NULL DEFAULT '[]',
  properties jsonb NOT NULL,
  PRIMARY KEY (account_id, record_id, version, occurred_at, id)
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_limit = 2000);
SELECT wall('pending_events');
CREATE INDEX pending_events_by_lane ON pending_events (account_id, lane, record_id);

-- Which contact a visitor's token (hutk) belongs to, once a form or an event has told.
CREATE TABLE visitors (
  account_id bigint NOT NULL,
  utk text COLLATE "C" NOT NULL,
  record_id bigint NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, utk)
);
SELECT wall('visitors');
CREATE INDEX visitors_of_record ON visitors (account_id, record_id);

CREATE TABLE forms (
  account_id bigint NOT NULL REFERENCES accounts,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  -- The order of listings.
  number bigint GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  form_type text NOT NULL,
  -- {fieldGroups, configuration, displayOptions, legalConsentOptions}.
  document jsonb NOT NULL,
  archived_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, id)
);
SELECT wall('forms');

CREATE TABLE form_submissions (
  account_id bigint NOT NULL,
  form_id uuid NOT NULL,
  submitted_at timestamptz NOT NULL,
  -- The event's too. Derived from what was sent where the sender gave the time, so that a repetition finds it.
  id text COLLATE "C" NOT NULL,
  record_id bigint NOT NULL,
  -- In order: {name, value, objectTypeId}, as sent.
  values jsonb NOT NULL,
  -- pageUri, pageName, hutk, ipAddress …, as sent.
  context jsonb NOT NULL,
  consent jsonb,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, form_id, submitted_at, id)
);
SELECT wall('form_submissions');
CREATE INDEX form_submissions_of_record ON form_submissions (account_id, record_id);
