-- Users, teams, owners, apps and their tokens.

-- A new foreign key looks at the table it refers to, and the walls ask for an account even while nothing is there.
SET LOCAL app.account_id = '0';

-- Owners have numbers of their own: an owner id is not a user id, and neither is ever given again.
CREATE SEQUENCE owner_ids START 50001;

-- A user of one account. Deactivated, it stays as an archived owner: records go on naming it.
CREATE TABLE users (
  account_id bigint NOT NULL REFERENCES accounts,
  id bigint GENERATED ALWAYS AS IDENTITY,
  owner_id bigint NOT NULL DEFAULT nextval('owner_ids'),
  -- Folded in code: one person is one user, however the address was typed.
  email text COLLATE "C" NOT NULL,
  first_name text,
  last_name text,
  role_id text,
  super_admin boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deactivated_at timestamptz,
  PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX users_email ON users (account_id, email);
CREATE UNIQUE INDEX users_owner ON users (account_id, owner_id);
SELECT wall('users');

CREATE TABLE teams (
  account_id bigint NOT NULL REFERENCES accounts,
  id bigint GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, name)
);
SELECT wall('teams');

-- Every user has at most one main team, and any number of extra ones (A-OWN-6, A-OWN-7).
CREATE TABLE team_members (
  account_id bigint NOT NULL,
  team_id bigint NOT NULL,
  user_id bigint NOT NULL,
  is_primary boolean NOT NULL,
  PRIMARY KEY (account_id, team_id, user_id),
  FOREIGN KEY (account_id, team_id) REFERENCES teams (account_id, id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX team_members_primary ON team_members (account_id, user_id) WHERE is_primary;
SELECT wall('team_members');

-- Properties whose values are owners: their options are the account's owners.
ALTER TABLE properties ADD COLUMN referenced_object_type text CHECK (referenced_object_type = 'OWNER');

-- What another system is to the accounts that let it in. Read before an account is known, hence not walled.
CREATE TABLE apps (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Who registered it, and may change it.
  account_id bigint NOT NULL REFERENCES accounts,
  name text NOT NULL,
  client_id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  secret_hash bytea NOT NULL,
  redirect_urls text[] NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);
CREATE INDEX apps_of_account ON apps (account_id, id);

-- One consent: an account lets an app in. It begins as a code that is good once, then lives by its refresh token.
CREATE TABLE app_grants (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  app_id bigint NOT NULL REFERENCES apps,
  account_id bigint NOT NULL REFERENCES accounts,
  user_id bigint,
  scopes text[] NOT NULL,
  code_hash bytea NOT NULL UNIQUE,
  code_expires_at timestamptz NOT NULL,
  code_used_at timestamptz,
  redirect_url text NOT NULL,
  -- PKCE, S256: the code is worth nothing to who only overheard it.
  challenge text,
  refresh_hash bytea UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  CHECK (refresh_hash IS NULL OR code_used_at IS NOT NULL)
);
CREATE INDEX app_grants_of_app ON app_grants (app_id, id);

ALTER TABLE access_tokens
  -- Whom it acts for; NULL: the account's first user.
  ADD COLUMN user_id bigint,
  -- The consent it came from; such a token ends with it.
  ADD COLUMN grant_id bigint REFERENCES app_grants,
  -- Travels in addresses (?hapikey=), and opens nothing but the calls of api.md 2.1.
  ADD COLUMN developer_key boolean NOT NULL DEFAULT false;
CREATE INDEX access_tokens_of_account ON access_tokens (account_id, id);
CREATE INDEX access_tokens_of_grant ON access_tokens (grant_id) WHERE grant_id IS NOT NULL;

-- Like tokens: the application reads them, and only the login writes.
REVOKE INSERT, UPDATE, DELETE ON apps, app_grants FROM millrace_app;

-- Accounts that are there already get what new ones begin with: the user who owns them. The walls hold us too.
DO $$
DECLARE
  account bigint;
BEGIN
  FOR account IN SELECT id FROM accounts LOOP
    PERFORM set_config('app.account_id', account::text, true);
    INSERT INTO users (account_id, email, super_admin) VALUES (account, 'owner@account-' || account || '.invalid', true);
    UPDATE properties SET referenced_object_type = 'OWNER'
    WHERE account_id = account AND built_in AND name = 'hubspot_owner_id';
  END LOOP;
END $$;
