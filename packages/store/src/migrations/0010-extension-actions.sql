-- Action definitions of apps and the executions they block; and which waits an edit of a workflow changed.

-- Ids of actions whose wait was edited or removed: a job wakes whoever waits there, by index, and the wave reckons the wait
-- anew from when they came (W-RUN-8 to 11). retime_cursor is how far it came; NULL when there is nobody left to look at.
ALTER TABLE revision_moves ADD COLUMN retimed_actions text[] NOT NULL DEFAULT '{}';

-- What an app can do in a workflow (api.md 8.3): the newest revision. In flows it is the action type `1-<id>`.
CREATE TABLE action_definitions (
  account_id bigint NOT NULL REFERENCES accounts,
  id bigint GENERATED ALWAYS AS IDENTITY,
  app_id bigint NOT NULL,
  revision_id int NOT NULL DEFAULT 1,
  definition jsonb NOT NULL,
  -- False: it runs without an enrolled record.
  requires_object boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  archived_at timestamptz,
  PRIMARY KEY (account_id, id)
);
SELECT wall('action_definitions');
CREATE INDEX action_definitions_of_app ON action_definitions (account_id, app_id, id);

CREATE TABLE action_definition_revisions (
  account_id bigint NOT NULL,
  definition_id bigint NOT NULL,
  revision_id int NOT NULL,
  definition jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, definition_id, revision_id),
  FOREIGN KEY (account_id, definition_id) REFERENCES action_definitions (account_id, id)
);
SELECT wall('action_definition_revisions');

CREATE TABLE action_functions (
  account_id bigint NOT NULL,
  definition_id bigint NOT NULL,
  function_type text NOT NULL,
  -- The input field whose options it fetches; empty where it is for the whole action.
  function_id text NOT NULL DEFAULT '',
  source text NOT NULL,
  PRIMARY KEY (account_id, definition_id, function_type, function_id),
  FOREIGN KEY (account_id, definition_id) REFERENCES action_definitions (account_id, id)
);
SELECT wall('action_functions');

-- Executions that wait for their app (A-INT-17): the subscription of an enrollment in state 'event'. A completion that
-- overtakes the answer it belongs to is kept here until that answer is settled.
CREATE TABLE action_callbacks (
  account_id bigint NOT NULL,
  enrollment_id bigint NOT NULL,
  action_id text NOT NULL,
  visit int NOT NULL,
  record_id bigint NOT NULL,
  expires_at timestamptz NOT NULL,
  -- Of a completion that came early: null while the execution waits for one.
  outputs jsonb,
  PRIMARY KEY (account_id, enrollment_id, action_id, visit)
);
SELECT wall('action_callbacks');
CREATE INDEX action_callbacks_of_record ON action_callbacks (account_id, record_id);
