import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { type Publication, publicationColumns } from './publication.js'

/**
 * Begins the look at the records that exist now. Only under the exclusive lock: no writer is under way, so that the
 * greatest id is a line between existing records and new ones. An object type without records has nothing to look at.
 */
export async function startPublication(
  tx: Transaction,
  publication: Pick<
    Publication,
    'workflowId' | 'revisionId' | 'enrollExisting' | 'note' | 'matching' | 'epoch'
  > & {
    readonly objectTypeId: string
    /** False: the triggers select nobody by what they are, so there is nothing to look at. */
    readonly looksAtExisting: boolean
  },
): Promise<Publication> {
  const [row] = await tx.query<Publication>(
    sql`
      WITH line AS (
        SELECT coalesce(max(id), 0) AS last FROM records
        WHERE account_id = ${tx.accountId} AND object_type_id = ${publication.objectTypeId}
          AND ${publication.looksAtExisting}
      )
      INSERT INTO publications (account_id, workflow_id, revision_id, enroll_existing, note, state, cursor,
        last_record_id, epoch, matching, finished_at)
      SELECT ${tx.accountId}, ${publication.workflowId}, ${publication.revisionId}, ${publication.enrollExisting},
        ${publication.note}, CASE WHEN last = 0 THEN 'COMPLETE' ELSE 'RUNNING' END, CASE WHEN last > 0 THEN 0 END,
        last, ${publication.epoch}, ${publication.matching}, CASE WHEN last = 0 THEN now() END
      FROM line
      RETURNING ${publicationColumns}`,
    'publications.start',
  )
  if (!row) throw new Error('a publication was not stored')
  return row
}
