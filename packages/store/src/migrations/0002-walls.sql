-- A table with customer data is walled in the migration that makes it: SELECT wall('<table>').
CREATE FUNCTION wall(walled regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', walled);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', walled);
  EXECUTE format('CREATE POLICY account ON %s USING (account_id = current_setting(''app.account_id'')::bigint) WITH CHECK (account_id = current_setting(''app.account_id'')::bigint)', walled);
END $$;
