-- Pipelines and their stages.

-- A new foreign key looks at the table it refers to, and the walls ask for an account even while nothing is there.
SET LOCAL app.account_id = '0';

-- Ids are text: those HubSpot gave have names, those made here are numbers that are never given again.
CREATE SEQUENCE pipeline_ids START 100001;

CREATE TABLE pipelines (
  account_id bigint NOT NULL REFERENCES accounts,
  object_type_id text NOT NULL,
  id text NOT NULL DEFAULT nextval('pipeline_ids')::text,
  label text NOT NULL,
  display_order int NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  archived_at timestamptz,
  PRIMARY KEY (account_id, object_type_id, id),
  FOREIGN KEY (account_id, object_type_id) REFERENCES object_types (account_id, id)
);
SELECT wall('pipelines');

-- A stage's id names it within its object type, whatever its pipeline: a record holds nothing but that.
CREATE TABLE pipeline_stages (
  account_id bigint NOT NULL,
  object_type_id text NOT NULL,
  pipeline_id text NOT NULL,
  id text NOT NULL DEFAULT nextval('pipeline_ids')::text,
  label text NOT NULL,
  display_order int NOT NULL,
  -- Text values by text keys: probability of deals, ticketState of tickets.
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  archived_at timestamptz,
  PRIMARY KEY (account_id, object_type_id, id),
  FOREIGN KEY (account_id, object_type_id, pipeline_id) REFERENCES pipelines (account_id, object_type_id, id)
);
CREATE INDEX pipeline_stages_of_pipeline ON pipeline_stages (account_id, object_type_id, pipeline_id);
SELECT wall('pipeline_stages');

-- Who changed a pipeline or a stage, and to what.
CREATE TABLE pipeline_audits (
  account_id bigint NOT NULL REFERENCES accounts,
  id bigint GENERATED ALWAYS AS IDENTITY,
  object_type_id text NOT NULL,
  pipeline_id text NOT NULL,
  stage_id text,
  action text NOT NULL CHECK (action IN ('CREATE', 'UPDATE', 'DELETE')),
  at timestamptz NOT NULL DEFAULT now(),
  user_id bigint,
  -- The pipeline or stage as it was written.
  written jsonb NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX pipeline_audits_of_pipeline ON pipeline_audits (account_id, object_type_id, pipeline_id, id);
SELECT wall('pipeline_audits');

-- What an account begins with, under the ids that HubSpot gives the same things. Changes nothing where they are.
CREATE FUNCTION seed_pipelines(account bigint) RETURNS void LANGUAGE sql AS $$
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
$$;

DO $$
DECLARE
  account bigint;
BEGIN
  FOR account IN SELECT id FROM accounts LOOP
    PERFORM set_config('app.account_id', account::text, true);
    PERFORM seed_pipelines(account);
  END LOOP;
END $$;
