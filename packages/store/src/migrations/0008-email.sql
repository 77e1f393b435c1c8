-- E-mails, subscriptions and notifications (actions.md 6), and what somebody decides about an effect in doubt.

-- An effect that a person sends again has no enrollment waiting for it: that has gone on, and may stand at another one.
-- 0: a step's own effect; else the issue whose resolution asked for it.
ALTER TABLE outbox ADD COLUMN resend_issue_id bigint NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN action_type text NOT NULL DEFAULT 'WEBHOOK';
DROP INDEX outbox_of_enrollment;
CREATE UNIQUE INDEX outbox_of_enrollment ON outbox (account_id, enrollment_id, resend_issue_id);

-- What somebody decided (M-ISS-3, engine.md 5), and by which token.
ALTER TABLE issues ADD COLUMN resolution text CHECK (resolution IN ('resend', 'mark_as_sent', 'dismiss'));
ALTER TABLE issues ADD COLUMN resolved_by_token_id bigint;

CREATE TABLE emails (
  account_id bigint NOT NULL REFERENCES accounts,
  id bigint GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  -- As it was saved last, members we do not know included.
  draft jsonb NOT NULL,
  -- What is sent (A-EML-13); NULL: not published.
  published jsonb,
  published_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  archived_at timestamptz,
  PRIMARY KEY (account_id, id)
);
SELECT wall('emails');

-- One e-mail to one recipient. It exists from the moment the dispatcher takes it, so that an attempt nobody heard the end
-- of is known by name, and a retry skips whom the last one reached.
CREATE TABLE email_sends (
  account_id bigint NOT NULL,
  effect_id uuid NOT NULL,
  -- record:<id>, user:<id> or address:<address>
  recipient text COLLATE "C" NOT NULL,
  -- The contact; for internal e-mail the enrolled record.
  record_id bigint NOT NULL,
  -- Folded.
  address text COLLATE "C" NOT NULL,
  -- NULL: internal.
  email_id bigint,
  subscription_id bigint,
  workflow_id bigint NOT NULL,
  action_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('sending', 'deferred', 'sent', 'failed', 'in_doubt')),
  code text,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, effect_id, recipient)
) WITH (fillfactor = 80);
CREATE INDEX email_sends_of_record ON email_sends (account_id, record_id, at);
SELECT wall('email_sends');

-- Addresses that get nothing any more, whoever holds them (A-EML-7 to A-EML-9).
CREATE TABLE email_suppressions (
  account_id bigint NOT NULL REFERENCES accounts,
  address text COLLATE "C" NOT NULL,
  reason text NOT NULL CHECK (reason IN ('hard_bounce', 'spam_report', 'quarantined', 'low_engagement')),
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, address, reason)
);
SELECT wall('email_suppressions');

CREATE TABLE email_settings (
  account_id bigint NOT NULL REFERENCES accounts,
  -- A-EML-11
  consent_required boolean NOT NULL DEFAULT false,
  -- A-EML-16: at most so many marketing e-mails to one contact in so many days; NULL: no cap.
  frequency_cap int CHECK (frequency_cap > 0),
  frequency_days int NOT NULL DEFAULT 7 CHECK (frequency_days > 0),
  -- A-NTE-3, lower case.
  internal_domains text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (account_id)
);
SELECT wall('email_settings');

-- Besides the two that every account has (subscriptions/built-in-subscriptions.ts).
CREATE TABLE subscription_definitions (
  account_id bigint NOT NULL REFERENCES accounts,
  id bigint GENERATED ALWAYS AS IDENTITY (START 1001),
  name text NOT NULL,
  description text NOT NULL DEFAULT '',
  purpose text NOT NULL DEFAULT '',
  communication_method text NOT NULL DEFAULT '',
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, id)
);
SELECT wall('subscription_definitions');

-- By address, as people unsubscribe; it outlives the contact, so that an opt-out is never forgotten.
CREATE TABLE subscription_statuses (
  account_id bigint NOT NULL REFERENCES accounts,
  -- Folded.
  address text COLLATE "C" NOT NULL,
  -- 0: all e-mail.
  subscription_id bigint NOT NULL,
  subscribed boolean NOT NULL,
  -- By the person: no workflow may subscribe them again (A-MKT-5).
  personal boolean NOT NULL,
  legal_basis text,
  legal_basis_explanation text,
  source text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, address, subscription_id)
);
SELECT wall('subscription_statuses');

CREATE TABLE notifications (
  account_id bigint NOT NULL REFERENCES accounts,
  id bigint GENERATED ALWAYS AS IDENTITY,
  user_id bigint NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  workflow_id bigint NOT NULL,
  enrollment_id bigint NOT NULL,
  action_id text NOT NULL,
  record_id bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  read_at timestamptz,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX notifications_of_user ON notifications (account_id, user_id, id);
CREATE INDEX notifications_of_record ON notifications (account_id, record_id);
SELECT wall('notifications');

-- A-NTI-4
CREATE TABLE notification_mutes (
  account_id bigint NOT NULL REFERENCES accounts,
  user_id bigint NOT NULL,
  workflow_id bigint NOT NULL,
  PRIMARY KEY (account_id, user_id, workflow_id)
);
SELECT wall('notification_mutes');
