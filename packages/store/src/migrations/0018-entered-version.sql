-- Which version of its record an enrollment came with: a reason to leave that arose in a later version concerns it, an
-- earlier one does not. Moments cannot tell: a writer that waits for the lock of a record has begun before whoever holds
-- it. 0 of those who entered as of a publication, whose epoch tells.
ALTER TABLE enrollments ADD COLUMN entered_version int NOT NULL DEFAULT 0;
