-- A creation has no old values to tell apart from the new: its cold values stand in `initial` as they are, and only the hot
-- ones, a few, in `patch` as [null, value]. Written once for the record and its history (decision 24).
ALTER TABLE changes ADD COLUMN initial jsonb;
