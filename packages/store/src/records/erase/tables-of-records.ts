import sql from 'sql-template-tag'
import type { Transaction } from '../../database.js'

/** Places in the order of records, not records. */
const cursors = ['last_record_id']

/**
 * Every walled table with rows of records, and the column that says of which, from the catalogue: a table that comes with a
 * later release is not forgotten. Names are quoted for SQL.
 */
export function tablesOfRecords(tx: Transaction): Promise<{ table: string; column: string }[]> {
  return tx.query(
    sql`
      SELECT quote_ident(t.relname) AS table, quote_ident(c.attname) AS column
      FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid
      WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p') AND NOT t.relispartition
        AND t.relrowsecurity AND c.attname LIKE ${'%record\\_id'}
        AND c.attname <> ALL (${cursors}::text[]) AND NOT c.attisdropped
      ORDER BY 1, 2`,
    'records.tables-of-records',
  )
}
