-- When each workflow that is on and enrolls by a schedule runs next (W-SCH), and what its runs did.

CREATE TABLE workflow_schedules (
  account_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  -- Schedule and zone that the moment was reckoned from: where they are others now, it is reckoned anew.
  reckoned_from text NOT NULL,
  -- NULL: there is no run any more.
  next_run_at timestamptz,
  PRIMARY KEY (account_id, workflow_id)
);
SELECT wall('workflow_schedules');
CREATE INDEX workflow_schedules_due ON workflow_schedules (account_id, next_run_at);

CREATE TABLE schedule_runs (
  account_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  -- The one instant that it judges records by.
  scheduled_for timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('RUNNING', 'COMPLETE', 'CANCELLED', 'MISSED')),
  -- Record id up to which records were asked; NULL when it is over.
  cursor bigint,
  -- The last record that existed when it began.
  last_record_id bigint NOT NULL DEFAULT 0,
  enrolled bigint NOT NULL DEFAULT 0,
  -- Still inside from before (W-SCH-18), and not let in for another reason.
  still_active bigint NOT NULL DEFAULT 0,
  refused bigint NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  PRIMARY KEY (account_id, workflow_id, scheduled_for),
  CHECK ((state = 'RUNNING') = (cursor IS NOT NULL) AND (state = 'RUNNING') = (finished_at IS NULL))
);
SELECT wall('schedule_runs');
CREATE INDEX schedule_runs_running ON schedule_runs (account_id) WHERE state = 'RUNNING';
