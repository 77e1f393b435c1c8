import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { insertPendingEvents } from '../pending/insert-pending-events.js'
import { shownEvent } from '../pending/shown-event.js'
import { applyPatches } from '../records/apply-patches.js'
import type { DatedMeta, WriteMeta } from '../records/write-records.js'
import type { AssociationMove } from './association-moves.js'
import { type RecordHead, readHeads } from './read-heads.js'

export type AssociationCause = Pick<WriteMeta, 'source' | 'chain'>

interface AlsoKnown {
  /** As the caller read them under its locks. */
  readonly heads?: ReadonlyMap<number, RecordHead>
  /** What workflows are to be told of it. */
  readonly moves?: readonly AssociationMove[]
}

/**
 * One new version of each record whose associations changed, locked by the caller: filters that read them look again. The
 * causes are those of the call where a record has none of its own. Heads that the caller read under its locks need not be
 * read again.
 */
export async function noteAssociated(
  tx: Transaction,
  definitions: Definitions,
  meta: DatedMeta,
  touched: ReadonlyMap<number, AssociationCause | undefined>,
  known: AlsoKnown = {},
): Promise<void> {
  const heads = known.heads ?? (await readHeads(tx, [...touched.keys()]))
  const rows = [...touched].flatMap(([recordId, cause]) => {
    const head = heads.get(recordId)
    if (!head?.living) return []
    const { source, chain } = cause ?? meta
    const { objectTypeId, version } = head
    return [
      {
        recordId,
        objectTypeId,
        version: version + 1,
        kind: 'associated' as const,
        source,
        chain,
        patch: {},
      },
    ]
  })
  await applyPatches(tx, definitions, rows, meta)
  const versions = new Map(rows.map((row) => [row.recordId, row]))
  const events = (known.moves ?? []).flatMap((move, index) => {
    const row = versions.get(move.recordId)
    return row ? [shownEvent('association', row, index, meta.at, move)] : []
  })
  await insertPendingEvents(tx, meta, events)
}
