-- W-SET-20: when a workflow turns itself off. Set with the revision that runs, gone when it is off.
ALTER TABLE workflows ADD COLUMN turn_off_at timestamptz;
-- Every turn of a worker asks whether one is due: nearly always there is none.
CREATE INDEX workflows_turning_off ON workflows (account_id, turn_off_at) WHERE turn_off_at IS NOT NULL;
