-- Active, static and snapshot lists (docs/decisions/0014).

ALTER TABLE lists
  -- The folded name; no two lists of an account that are not deleted have the same.
  ADD COLUMN name_key text COLLATE "C",
  -- Raised by every change of the definition: what is compiled from it is kept by (id, version).
  ADD COLUMN version int NOT NULL DEFAULT 1,
  -- Zone for dates where it is not the account's: a workflow's criteria, saved as a list.
  ADD COLUMN time_zone text,
  ADD COLUMN filters_updated_at timestamptz,
  ADD COLUMN folder_id bigint,
  -- When an active list becomes static: at a moment, or after so long without a join or a leave.
  ADD COLUMN conversion jsonb,
  ADD COLUMN converted_at timestamptz;
-- Forced walls stand before the owner too; in this transaction nobody else can look.
ALTER TABLE lists NO FORCE ROW LEVEL SECURITY;
UPDATE lists SET name_key = lower(name) WHERE deleted_at IS NULL;
ALTER TABLE lists FORCE ROW LEVEL SECURITY;
CREATE UNIQUE INDEX lists_name ON lists (account_id, name_key) WHERE deleted_at IS NULL AND name_key IS NOT NULL;

-- Milliseconds, as everywhere outside: a page goes on from the moment that the one before it showed.
ALTER TABLE list_members ALTER COLUMN joined_at SET DEFAULT date_trunc('milliseconds', now());
ALTER TABLE list_members NO FORCE ROW LEVEL SECURITY;
UPDATE list_members SET joined_at = date_trunc('milliseconds', joined_at);
ALTER TABLE list_members FORCE ROW LEVEL SECURITY;
CREATE INDEX list_members_by_join ON list_members (account_id, list_id, joined_at, record_id);

-- What joins and leaves add to lists.size: appended, so that writers of one list never wait for each other.
CREATE TABLE list_size_deltas (
  account_id bigint NOT NULL,
  list_id bigint NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  n bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, list_id, id)
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
SELECT wall('list_size_deltas');
ALTER TABLE lists ADD COLUMN members_changed_at timestamptz;

-- Looks at the records that existed when a list got its filter; the row goes when the last one was looked at.
CREATE TABLE list_builds (
  account_id bigint NOT NULL,
  list_id bigint NOT NULL,
  -- The definitions epoch the filter came with.
  epoch bigint NOT NULL,
  -- Record id up to which records were looked at, and the last one that existed.
  cursor bigint NOT NULL DEFAULT 0,
  last_record_id bigint NOT NULL,
  -- Snapshots: whose one look at a single moment the members come from. A run that is gone begins anew.
  run_id uuid,
  moved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, list_id)
);
SELECT wall('list_builds');

CREATE TABLE list_folders (
  account_id bigint NOT NULL REFERENCES accounts,
  id bigint GENERATED ALWAYS AS IDENTITY,
  parent_id bigint,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, id)
);
SELECT wall('list_folders');
