-- Which built-in schema an account was given last: a newer program adds what an older account lacks.
ALTER TABLE accounts ADD COLUMN seed text NOT NULL DEFAULT '';
