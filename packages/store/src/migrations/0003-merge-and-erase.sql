-- Merging and erasing records.

-- Who was merged into a record: its history, its memory and its unique values are read through the survivor.
CREATE INDEX records_merged ON records (account_id, merged_into) WHERE merged_into IS NOT NULL;

-- Archived records are few among many: a page of them must not read all.
CREATE INDEX records_archived ON records (account_id, object_type_id, id) WHERE deleted_at IS NOT NULL;
