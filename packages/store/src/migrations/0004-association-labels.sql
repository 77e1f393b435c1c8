-- Association labels and their limits.

-- How many records of this type an account lets one record have; NULL: as many as there are. Other than max_per_record,
-- which moves the label on to the newest, one more than this is refused (docs/decisions/0013).
ALTER TABLE association_types ADD COLUMN user_limit int CHECK (user_limit > 0);
