-- Somebody became a user, ceased to be one, or changed teams: filters that name users by what they are (W-FLF-25) may have
-- flipped for records that nobody wrote. A job looks for those by record id; cursor is how far it came. No row: nothing to do.
CREATE TABLE user_looks (
  account_id bigint PRIMARY KEY REFERENCES accounts,
  cursor bigint NOT NULL DEFAULT 0
);
SELECT wall('user_looks');
