-- A creation has no old values to tell apart from the new: what it gave stands in `initial` as it is, and `patch` is empty.
-- Written once for the record and its history, it costs half the bytes of [null, value] pairs (decision 24).
ALTER TABLE changes ADD COLUMN initial jsonb;
