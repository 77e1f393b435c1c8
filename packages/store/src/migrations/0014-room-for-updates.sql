-- Every row of workflow_records is updated at least once, when its enrollment completes. With a tenth of a page free nearly
-- all of those updates went to another page and into both indexes; with half of it free they stay (measured: a fifth of
-- what settling a wave costs, a twelfth of its WAL).
ALTER TABLE workflow_records SET (fillfactor = 50);
