-- What an account chooses of how its workflows behave; and enrollments that wait for others to end.

-- No row: the defaults. Part of the definitions: whoever writes it raises their epoch.
CREATE TABLE account_settings (
  account_id bigint PRIMARY KEY REFERENCES accounts,
  no_backward_lifecycle boolean NOT NULL DEFAULT false,
  -- 1 is Monday, 7 is Sunday. Without any a wait for business days would never end.
  working_days smallint[] NOT NULL DEFAULT '{1,2,3,4,5}'
    CHECK (cardinality(working_days) > 0 AND working_days <@ '{1,2,3,4,5,6,7}'::smallint[]),
  holidays date[] NOT NULL DEFAULT '{}'
);
SELECT wall('account_settings');

-- Enrollments that another enrollment made and waits for (A-FLW-10): its subscriptions while it is in state 'event'. Whoever
-- ends the awaited one says so here, in the same transaction; waking the other takes locks that it may not take any more.
CREATE TABLE enrollment_waits (
  account_id bigint NOT NULL,
  awaited_id bigint NOT NULL,
  waiting_id bigint NOT NULL,
  action_id text NOT NULL,
  visit int NOT NULL,
  -- Of the enrollment that waits.
  record_id bigint NOT NULL,
  -- How the awaited enrollment ended; NULL while it goes on.
  end_state text CHECK (end_state IN ('completed', 'goal_met', 'unenrolled', 'failed')),
  -- Its end was looked at: the other one was woken, or waits for more than this.
  noted boolean NOT NULL DEFAULT false,
  PRIMARY KEY (account_id, awaited_id)
);
SELECT wall('enrollment_waits');
CREATE INDEX enrollment_waits_of_waiting ON enrollment_waits (account_id, waiting_id);
CREATE INDEX enrollment_waits_of_record ON enrollment_waits (account_id, record_id);
CREATE INDEX enrollment_waits_ended ON enrollment_waits (account_id, awaited_id) WHERE end_state IS NOT NULL AND NOT noted;
